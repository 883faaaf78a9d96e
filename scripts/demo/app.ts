import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { appsEndpoints, type Release, releaseEndpoints } from "@halcyon/contracts";
import type { Client } from "../../packages/cli/src/client/client.ts";
import { CliError, exitCodes } from "../../packages/cli/src/errors.ts";
import { endingOf, followRelease, type Until } from "../../packages/cli/src/release-follow.ts";
import type { DemoClients } from "./accounts.ts";
import type { Place } from "./place.ts";

export const demoApp = "frontpage";
/** Operations' word to the demo's app: a step may take two instances at most. */
const largestStep = 2;

interface Shipping {
  readonly clients: DemoClients;
  readonly say: (what: string) => void;
  readonly signal: AbortSignal;
}

/** How far the demo is. */
export interface Found {
  /** The release a person goes on with; null when all there are have come to an end. */
  readonly release: Release | null;
  /** The number the next image would have. */
  readonly number: number;
}

/** Applies the demo's spec unless the app is there. */
export async function prepareApp({ developer, operator }: DemoClients, place: Place): Promise<void> {
  const params = { app: demoApp };
  try {
    await developer.call(appsEndpoints.get, { params });
    return;
  } catch (error) {
    // Who may not read an app that is not there is told that it is not allowed, not that there is none.
    const absent: readonly unknown[] = [exitCodes.notFound, exitCodes.denied];
    if (!(error instanceof CliError) || !absent.includes(error.failure.exitCode)) throw error;
  }
  const spec = await readFile(join(place.root, "examples", `${demoApp}.yaml`), "utf8");
  await developer.call(appsEndpoints.apply, { params, body: { spec, message: "the first version" } });
  const policy = await operator.call(appsEndpoints.policy, { params });
  await operator.call(appsEndpoints.setPolicy, { params, body: { ...policy, largestStep } });
}

/**
 * Brings the demo to where a person takes over: the first version runs everywhere and a second release is planned. What
 * an earlier start or a person did already is left as it is.
 */
export async function prepareReleases(shipping: Shipping): Promise<Found> {
  const { developer } = shipping.clients;
  const { items } = await developer.call(releaseEndpoints.list, { query: { app: demoApp, limit: 100 } });
  const first = items.find(({ number }) => number === 1) ?? null;
  if (first === null || !["done", "rolled-back", "cancelled", "rejected"].includes(first.state)) {
    await shipFirst(shipping, first);
  }
  const later = items.find(({ number, closedAt }) => number > 1 && closedAt === null);
  const number = Math.max(2, ...items.map((item) => item.number + 1));
  if (later !== undefined) return { release: later, number };
  if (number > 2) return { release: null, number };
  const { release } = await developer.call(releaseEndpoints.create, {
    body: { app: demoApp, image: `registry.demo/${demoApp}:2`, steps: [1, 2], message: "the new header" },
  });
  return { release, number };
}

/** Ships the first version as people would: the developer plans, the lead approves, the developer starts and finishes. */
async function shipFirst({ clients, say, signal }: Shipping, found: Release | null): Promise<void> {
  const { developer, lead } = clients;
  let release =
    found ??
    (await developer.call(releaseEndpoints.create, { body: { app: demoApp, message: "the first version" } }))
      .release;
  if (release === null) throw new Error("planning the first release stored nothing");
  const params = { release: release.id };
  if (release.state === "planned") {
    release = await lead.call(releaseEndpoints.approve, { params, body: { hash: release.hash } });
  }
  if (release.state === "approved") {
    release = await developer.call(releaseEndpoints.next, { params, body: {} });
  }
  await follow(developer, { id: release.id, until: "ready", say }, signal);
  const now = await developer.call(releaseEndpoints.get, { params });
  if (now.state === "running" && !now.finishing)
    await developer.call(releaseEndpoints.finish, { params, body: {} });
  await follow(developer, { id: release.id, until: "closed", say }, signal);
}

async function follow(
  client: Client,
  { id, until, say }: { id: string; until: Until; say: (what: string) => void },
  signal: AbortSignal,
): Promise<void> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(120_000)]);
  for await (const sighting of followRelease(client, id, stop)) {
    if (sighting.kind === "lost") continue;
    const { release } = sighting;
    say(release.sentence);
    const ending = endingOf(release, until, false);
    if (ending === exitCodes.ok) return;
    if (ending !== undefined) throw new Error(`${id} is ${release.state}: ${release.sentence}`);
  }
}
