/** A whole Halcyon over real clusters, with people, apps and observers, for tests of releases. */
import {
  type AppSpecInput,
  appsEndpoints,
  fleetEndpoints,
  type Problem,
  type Release,
  releaseEndpoints,
} from "@halcyon/contracts";
import { type Observer, startObserver } from "@halcyon/lab/observer";
import { stringify } from "yaml";
import { composeDomains } from "#src/domains.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { type TestServer, testServer } from "#src/testing/server.ts";

/** A cluster to release to: a room of the lab, or a way to one through a proxy. */
export interface FixtureRoom {
  readonly name: string;
  readonly server: string;
  readonly caData: string;
  readonly tokens: { readonly admin: string; readonly halcyon: string };
  /** Where Halcyon reaches it, when that is not `server` itself. */
  readonly address?: { readonly server: string; readonly ca: string };
}

export interface Fixture {
  readonly server: TestServer;
  readonly rooms: readonly FixtureRoom[];
  /** Plans and runs, does not approve. */
  readonly developer: ApiClient;
  /** Approves, is never the author here. */
  readonly lead: ApiClient;
  readonly operator: ApiClient;
  app(options: AppOptions): Promise<TestApp>;
  close(): Promise<void>;
}

export interface AppOptions {
  readonly name?: string;
  /** Instances by room. */
  readonly replicas: Readonly<Record<string, number>>;
  /** Labels on each pod: how the lab's pods behave. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: Partial<AppSpecInput>;
  /** Its first version is stored only. */
  readonly unreleased?: boolean;
}

/** An app whose first version runs, and what tests do with it. */
export interface TestApp {
  readonly name: string;
  readonly spec: AppSpecInput;
  /** One for each room, since before the first release. */
  readonly observers: ReadonlyMap<string, Observer>;
  image(tag: string | number): string;
  /** Stores a spec as the newest version. */
  apply(change: Partial<AppSpecInput>): Promise<number>;
  /** Plans as the developer; nothing moves. */
  plan(wish: Record<string, unknown>): Promise<Release>;
  /** Plans and has the lead approve. */
  approved(wish: Record<string, unknown>): Promise<Release>;
  /** Plans, has it approved, releases all, and waits until it is done. */
  ship(wish: Record<string, unknown>): Promise<Release>;
}

function planBody(app: string, wish: Record<string, unknown>) {
  return { app, ...wish };
}

let counter = 0;

/** @param rooms registered as rooms of one cluster each, both under the room's name */
export async function releaseFixture(
  rooms: readonly FixtureRoom[],
  options: Parameters<typeof testServer>[1] = {},
): Promise<Fixture> {
  const server = await testServer(composeDomains, options);
  const opened: Observer[] = [];
  const register = async (room: FixtureRoom) => {
    await server.admin.get(fleetEndpoints.roomCreate, { body: { name: room.name, carrier: "test" } });
    const address = room.address ?? { server: room.server, ca: room.caData };
    const credentials = {
      kind: "token" as const,
      server: address.server,
      ca: address.ca,
      token: room.tokens.halcyon,
    };
    await server.admin.get(fleetEndpoints.clusterAdd, {
      body: { name: room.name, room: room.name, credentials },
    });
  };
  try {
    await Promise.all(rooms.map(register));
    const developer = await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
    const lead = await server.person({ name: "wang", grants: [{ role: "lead", team: "news" }] });
    const operator = await server.person({ name: "zhou", grants: [{ role: "operator", team: null }] });
    const people = { developer, lead };

    async function app(wanted: AppOptions): Promise<TestApp> {
      const name = wanted.name ?? `app-${process.pid}-${++counter}`;
      const image = (tag: string | number) => `registry.demo/${name}:${tag}`;
      const spec: AppSpecInput = {
        name,
        team: "news",
        image: image(1),
        ports: [{ name: "http", port: 8080 }],
        replicas: { ...wanted.replicas },
        pod: { labels: { ...wanted.labels } },
        ...wanted.spec,
      };
      const observers = new Map<string, Observer>();
      for (const room of rooms) {
        if (wanted.replicas[room.name] === undefined) continue;
        const observer = await startObserver({
          server: room.server,
          token: room.tokens.admin,
          caData: room.caData,
          namespace: name,
        });
        opened.push(observer);
        observers.set(room.name, observer);
      }
      const made = testApp({ ...people, name, spec, observers, image });
      await made.apply({});
      if (wanted.unreleased !== true) await made.ship({ message: "first" });
      return made;
    }

    return {
      server,
      rooms,
      developer,
      lead,
      operator,
      app,
      async close() {
        await Promise.allSettled(opened.map((observer) => observer.stop()));
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

function testApp(given: {
  developer: ApiClient;
  lead: ApiClient;
  name: string;
  spec: AppSpecInput;
  observers: ReadonlyMap<string, Observer>;
  image: TestApp["image"];
}): TestApp {
  const { developer, lead, name } = given;
  let { spec } = given;
  const plan = async (wish: Record<string, unknown>) => {
    const { release } = await developer.get(releaseEndpoints.create, { body: planBody(name, wish) });
    if (release === null) throw new Error("a plan without a release");
    return release;
  };
  const approved = async (wish: Record<string, unknown>) => {
    const { id, hash } = await plan(wish);
    return lead.get(releaseEndpoints.approve, { params: { release: id }, body: { hash } });
  };
  return {
    name,
    get spec() {
      return spec;
    },
    observers: given.observers,
    image: given.image,
    async apply(change) {
      spec = { ...spec, ...change };
      const { version } = await developer.get(appsEndpoints.apply, {
        params: { app: name },
        body: { spec: stringify(spec) },
      });
      return version.number;
    },
    plan,
    approved,
    async ship(wish) {
      const { id } = await approved(wish);
      await developer.get(releaseEndpoints.finish, { params: { release: id }, body: {} });
      return until(developer, id, (release) => release.state === "done");
    },
  };
}

/** The first state of a release that satisfies `wanted`. Fails after `limitMs` with the release's own sentence. */
export async function until(
  client: ApiClient,
  id: string,
  wanted: (release: Release) => boolean,
  limitMs = 60_000,
): Promise<Release> {
  const limit = AbortSignal.timeout(limitMs);
  let last: Release | undefined;
  try {
    for await (const release of client.stream(releaseEndpoints.watch, { params: { release: id } }, limit)) {
      last = release;
      if (wanted(release)) return release;
    }
  } catch (error) {
    if (!limit.aborted) throw error;
  }
  throw new Error(
    `${id} was not as awaited: ${last?.state}; ${last?.sentence}; ${JSON.stringify(last?.targets)}`,
  );
}

/** The step in force is `position`, Ready, and the release waits for a person. */
export const atRest = (position: number) => (release: Release) =>
  release.position === position && release.stepReady && release.state === "running";

/** Goes one step on and waits until it is Ready, or the release is over. */
export async function next(client: ApiClient, id: string, limitMs?: number): Promise<Release> {
  const { position } = await client.get(releaseEndpoints.next, { params: { release: id }, body: {} });
  return until(
    client,
    id,
    (release) => atRest(position)(release) || ["done", "rolled-back"].includes(release.state),
    limitMs,
  );
}

/**
 * Presses as a person does where a cluster answers badly: a fault noticed before the press makes the step not Ready, which is
 * refused, and it is pressed again once the step is Ready.
 */
export async function press(client: ApiClient, act: "next" | "finish", id: string): Promise<void> {
  for (;;) {
    const { problem } = await client.call(releaseEndpoints[act], { params: { release: id }, body: {} });
    if (problem === null) return;
    if (problem.code !== "release_step_not_ready") throw new Error(`${problem.code}: ${problem.detail}`);
    await until(client, id, ({ state, stepReady }) => state === "running" && stepReady, 90_000);
  }
}

/** The problem a call was refused with. @throws Error when it was not refused */
export async function refusal(called: Promise<{ problem: Problem | null }>): Promise<Problem> {
  const { problem } = await called;
  if (problem === null) throw new Error("it was not refused");
  return problem;
}

export async function rollback(
  client: ApiClient,
  id: string,
  mode: "stepwise" | "express",
): Promise<Release> {
  return client.get(releaseEndpoints.rollback, {
    params: { release: id },
    body: { mode, reason: "the test wants it" },
  });
}

/** Turns a rollback around. */
export async function forwardAgain(
  client: ApiClient,
  id: string,
  mode: "stepwise" | "express",
): Promise<Release> {
  const body = { mode, reason: "the test wants it", forward: true };
  return client.get(releaseEndpoints.rollback, { params: { release: id }, body });
}
