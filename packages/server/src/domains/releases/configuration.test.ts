/**
 * Configuration in a release, on real API servers: config files and secrets belong to a version, and no pod of another version
 * ever sees them. Judged by an observer that reads pods, ConfigMaps and Secrets itself.
 */
import { type AppSpecInput, releaseEndpoints, secretEndpoints } from "@halcyon/contracts";
import { type ConfigurationObserver, observeConfiguration } from "@halcyon/lab/observer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import {
  atRest,
  type Fixture,
  forwardAgain,
  next,
  refusal,
  releaseFixture,
  rollback,
  type TestApp,
  until,
} from "./testing/fixture.ts";

const file = "/etc/app/app.conf";
const passwordFile = "/etc/app/db/password";
let rooms: readonly [SharedRoom, SharedRoom];
let fixture: Fixture;
const opened: ConfigurationObserver[] = [];
beforeAll(async () => {
  const [first, second] = await sharedRooms();
  if (first === undefined || second === undefined) throw new Error("two rooms are needed");
  rooms = [first, second];
  fixture = await releaseFixture(rooms);
});
afterAll(async () => {
  await Promise.all(opened.map((observer) => observer.stop()));
  await fixture?.close();
});

interface ConfiguredApp {
  readonly app: TestApp;
  /** By room. */
  readonly observers: ReadonlyMap<string, ConfigurationObserver>;
  /** Stores the next value of the secret `db`. */
  set(value: string): Promise<void>;
}

/** An app of a few instances in two clusters, whose version 2 runs: file `one`, secret `db` version 1. */
async function configuredApp(instances = 2): Promise<ConfiguredApp> {
  const replicas = Object.fromEntries(rooms.map(({ name }) => [name, instances]));
  const app = await fixture.app({ replicas, unreleased: true });
  const observers = new Map<string, ConfigurationObserver>();
  for (const { name, server, caData, tokens } of rooms) {
    const observer = await observeConfiguration({ server, caData, token: tokens.admin, namespace: app.name });
    observers.set(name, observer);
    opened.push(observer);
  }
  const set = async (value: string) => {
    const params = { app: app.name, secret: "db" };
    await fixture.developer.get(secretEndpoints.set, { params, body: { value } });
  };
  await set("password one");
  await app.apply(specWith("one"));
  await app.ship({ message: "first" });
  return { app, observers, set };
}

const specWith = (content: string): Partial<AppSpecInput> => ({
  files: { [file]: content, [passwordFile]: { secret: "db" } },
  env: { PASSWORD: { secret: "db" }, MODE: "live" },
});

/** What a pod is to be configured with, by its image, or what one image had one after the other. */
type Expected = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;

/** Every state of every pod in every cluster, ever: as its version says, from objects that are there and cannot change. */
async function judge({ observers }: ConfiguredApp, expected: Expected): Promise<void> {
  for (const observer of observers.values()) {
    await observer.mark();
    const history = observer.history();
    const namesOf = new Map<string, Set<string>>();
    for (const { rv, pod, image, values, names, problems } of history) {
      const found = { rv, pod, image, values, problems };
      const allowed = expected[image]?.find((one) => JSON.stringify(one) === JSON.stringify(values));
      expect(found).toEqual({ rv, pod, image, values: allowed ?? expected[image], problems: [] });
      for (const name of names) {
        const content = namesOf.get(name) ?? new Set();
        namesOf.set(name, content.add(JSON.stringify(values)));
      }
    }
    // An object that two configurations shared would be one that changed, or was not named after its content.
    const changing = [...namesOf].filter(([, contents]) => contents.size > 1);
    expect(changing.map(([name]) => name)).toEqual([]);
    // Everything that was expected did run, so nothing above was true for want of pods.
    for (const [image, all] of Object.entries(expected)) {
      const seen = history.filter((one) => one.image === image).map(({ values }) => JSON.stringify(values));
      for (const one of all) expect(seen).toContain(JSON.stringify(one));
    }
  }
}

const one = { PASSWORD: "password one", [file]: "one", [passwordFile]: "password one" };
const two = { PASSWORD: "password two", [file]: "two", [passwordFile]: "password two" };
const params = (release: string) => ({ params: { release } });

describe("config files and secrets", () => {
  it("of the other version are never seen by a pod: in steps, back, and to the end; and go when nothing needs them", async () => {
    const { developer } = fixture;
    const configured = await configuredApp(3);
    const { app, observers } = configured;
    const objectsIn = (room: SharedRoom) =>
      observers
        .get(room.name)
        ?.objects()
        .filter((name) => !name.includes("kube-root-ca")) ?? [];
    for (const observer of observers.values()) await observer.mark();
    const first = objectsIn(rooms[0]);
    expect(first.map((name) => name.split("/")[0])).toEqual(expect.arrayContaining(["ConfigMap", "Secret"]));

    await configured.set("password two");
    const second = await app.apply({ ...specWith("two"), image: app.image(2) });
    const expected = { [app.image(1)]: [one], [app.image(2)]: [two] };
    const back = await app.approved({ version: second, steps: 1, order: "across" });
    for (let step = 1; step <= 3; step++) await next(developer, back.id);
    await judge(configured, expected);
    await rollback(developer, back.id, "stepwise");
    await until(developer, back.id, atRest(2));
    await forwardAgain(developer, back.id, "stepwise");
    await until(developer, back.id, atRest(3));
    await rollback(developer, back.id, "stepwise");
    await until(developer, back.id, atRest(2));
    await next(developer, back.id);
    await developer.get(releaseEndpoints.next, { ...params(back.id), body: {} });
    await until(developer, back.id, (release) => release.state === "rolled-back");
    await judge(configured, expected);

    const { id } = await app.approved({ version: second, steps: 2, order: "across" });
    await next(developer, id);
    await next(developer, id);
    await developer.get(releaseEndpoints.finish, { ...params(id), body: {} });
    await until(developer, id, (release) => release.state === "done");
    await judge(configured, expected);
    for (const room of rooms) expect(objectsIn(room)).toEqual(expect.arrayContaining(first));

    // In one of the clusters nothing is left that could start the first version again.
    await deleteIdleReplicaSets(rooms[0], app.name);
    await app.ship({ image: app.image(3), steps: 3 });
    await judge(configured, { ...expected, [app.image(3)]: [two] });
    expect(objectsIn(rooms[0]).filter((name) => first.includes(name))).toEqual([]);
    expect(objectsIn(rooms[0])).toHaveLength(2);
    expect(objectsIn(rooms[1])).toEqual(expect.arrayContaining(first));
  }, 240_000);

  it("rotated: nothing moves until it is released, and going back brings the old value", async () => {
    const { developer } = fixture;
    const configured = await configuredApp();
    const { app } = configured;
    const rotated = await developer.get(secretEndpoints.rotate, {
      params: { app: app.name, secret: "db" },
      body: { value: "password two" },
    });
    expect(rotated.app.outcome).toBe("created");
    await judge(configured, { [app.image(1)]: [one] });

    const version = rotated.app.version.number;
    const { id } = await app.approved({ version, steps: 2 });
    await next(developer, id);
    const young = { ...two, [file]: "one" };
    const inBoth = (history: ReturnType<ConfigurationObserver["history"]>) =>
      history.filter(({ values }) => values["PASSWORD"] === "password two").length;
    const [first] = configured.observers.values();
    await first?.mark();
    expect(inBoth(first?.history() ?? [])).toBeGreaterThan(0);
    await developer.get(releaseEndpoints.finish, { ...params(id), body: {} });
    await until(developer, id, (release) => release.state === "done");
    await rollback(developer, id, "express");
    await until(developer, id, (release) => release.state === "rolled-back");
    // The config file is the same object for both, which is as it should be: only the secret is another.
    for (const observer of configured.observers.values()) {
      await observer.mark();
      for (const { values, problems } of observer.history()) {
        expect(problems).toEqual([]);
        expect([one, young]).toContainEqual(values);
      }
      const last = observer.history().at(-1);
      expect(last?.values).toEqual(one);
    }
  }, 120_000);
});

describe("a revoked version of a secret", () => {
  it("is refused when it is planned, started, and gone back to; each time it is said what to do", async () => {
    const { developer } = fixture;
    const configured = await configuredApp();
    const { app } = configured;
    const revoke = (version: number) =>
      developer.get(secretEndpoints.revoke, {
        params: { app: app.name, secret: "db", version },
        body: { reason: "it was in a log" },
      });
    await configured.set("password two");
    const second = await app.apply({ ...specWith("two"), image: app.image(2) });
    const { id } = await app.approved({ version: second, steps: 2 });
    await next(developer, id);

    await revoke(1);
    const body = { mode: "stepwise" as const, reason: "it is slow" };
    const back = await refusal(developer.call(releaseEndpoints.rollback, { ...params(id), body }));
    expect(back).toMatchObject({ code: "release_secret_revoked", status: 409 });
    expect(back.detail).toContain(
      `${id} cannot go back: version 2 of ${app.name} uses version 1 of secret db`,
    );
    expect(back.hint).toContain("finish");
    // What runs goes on, the old instances among it.
    await developer.get(releaseEndpoints.finish, { ...params(id), body: {} });
    await until(developer, id, (release) => release.state === "done");
    const done = await refusal(developer.call(releaseEndpoints.rollback, { ...params(id), body }));
    expect(done.code).toBe("release_secret_revoked");

    const planned = await refusal(
      developer.call(releaseEndpoints.create, { body: { app: app.name, version: 2 } }),
    );
    expect(planned.code).toBe("release_secret_revoked");
    expect(planned.hint).toContain(`halcyon secret rotate ${app.name} db`);

    await configured.set("password three");
    const third = await app.apply({ ...specWith("three"), image: app.image(3) });
    const late = await app.approved({ version: third, steps: 2 });
    await revoke(3);
    for (const endpoint of [releaseEndpoints.next, releaseEndpoints.finish]) {
      const start = await refusal(developer.call(endpoint, { ...params(late.id), body: {} }));
      expect(start.code).toBe("release_secret_revoked");
      expect(start.hint).toContain(`halcyon release reject ${late.id}`);
    }
    await judge(configured, { [app.image(1)]: [one], [app.image(2)]: [two] });
  }, 120_000);
});

/** A person clears up: ReplicaSets without instances are deleted, by the API itself. */
async function deleteIdleReplicaSets(room: SharedRoom, namespace: string): Promise<void> {
  const { createKubeClient } = await import("#kube/client.ts");
  const client = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
  try {
    const path = `/apis/apps/v1/namespaces/${namespace}/replicasets`;
    const { items } = await client.get<{
      items: { metadata: { name: string }; spec: { replicas: number } }[];
    }>(path);
    const idle = items.filter(({ spec }) => spec.replicas === 0);
    expect(idle.length).toBeGreaterThan(0);
    for (const { metadata } of idle)
      await client.delete(`${path}/${metadata.name}`, { propagation: "Background" });
  } finally {
    await client.close();
  }
}
