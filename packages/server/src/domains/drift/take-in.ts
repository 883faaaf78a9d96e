/**
 * Taking drift in: what runs is written into the spec, as a new version. Each way the spec might say it is tried and rendered;
 * the first that comes out as what is live, and as nothing else that was not, is taken.
 */
import { setImmediate as breathe } from "node:timers/promises";
import type { TakeInOutcome } from "@halcyon/contracts";
import {
  type AppsDomain,
  type AppTarget,
  decidersIn,
  type Manifest,
  unifiedDiff,
  withSpecValue,
} from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import type { ReleasesDomain } from "#domains/releases/index.ts";
import { KubeError } from "#kube/errors.ts";
import { type FieldPath, fieldName, hasKeys } from "#kube/managed-fields.ts";
import type { Database, Tx } from "#platform/database/database.ts";
import { HalcyonError } from "#platform/errors.ts";
import type { Actor } from "#platform/http/types.ts";
import { compareObject } from "./compare.ts";
import { errors } from "./errors.ts";
import { compared, lookAt, type Looked, nameOf } from "./look.ts";
import { driftIn } from "./put-back.ts";
import { covers } from "./view.ts";
import { idOf, listIgnores } from "./repo.ts";
import { type Way, waysToSay } from "./ways.ts";

export interface TakeInDeps {
  readonly database: Database;
  readonly apps: AppsDomain;
  readonly fleet: FleetDomain;
  readonly releases: ReleasesDomain;
}

export interface TakeInInput {
  readonly app: string;
  readonly cluster: string;
  readonly findings?: readonly string[] | undefined;
  readonly everywhere: boolean;
  readonly reason: string;
}

type Draft = Awaited<ReturnType<AppsDomain["draft"]>>;
type Place = { readonly target: AppTarget; readonly looked: readonly Looked[] };

/** How long the cluster is waited for, ms. */
const patienceMs = 10_000;

/** @throws HalcyonError drift_not_expressible naming what cannot be said, drift_nothing, drift_unknown, drift_release_open */
export async function planTakeIn(
  deps: TakeInDeps,
  input: TakeInInput,
  actor: Actor,
  now: Date,
  signal: AbortSignal,
): Promise<{
  outcome: TakeInOutcome;
  store(tx: Tx): Promise<TakeInOutcome>;
  places: Awaited<ReturnType<AppsDomain["places"]>>;
}> {
  const { apps } = deps;
  const { app, cluster, reason } = input;
  const { versions } = await driftIn(deps, app, [cluster]);
  const number = versions.get(cluster) ?? 0;
  const [running, latest, places] = await Promise.all([
    apps.version(app, number),
    apps.latestVersion(app),
    apps.places(),
  ]);
  const target = running.targets.find((one) => one.cluster === cluster);
  if (latest === null || target === undefined)
    throw errors.nothing({ detail: `${app} does not run in ${cluster}` });
  const place = await lookNow(deps, { app, target, manifests: running.rendering[cluster] ?? [] }, signal);
  const ids = await chosen(deps, input, place, now);
  const before = await apps.draft(actor, latest.text);
  let draft = before;
  const taken: { finding: string; how: Way["how"]; path: string }[] = [];
  for (const id of ids) {
    const next = await say(deps, input, { id, draft, place, actor });
    draft = next.draft;
    if (next.way !== null) taken.push({ finding: id, how: next.way.how, path: next.way.path.join(".") });
  }
  const left = differing(place, draft.rendering[cluster] ?? []);
  const elsewhere = Object.keys(draft.rendering).filter(
    (one) =>
      one !== cluster && JSON.stringify(draft.rendering[one]) !== JSON.stringify(before.rendering[one]),
  );
  // What differs from the new version differed before, and nothing else: then the new one is what runs there, drift and all.
  const known = new Set(place.looked.flatMap((one) => one.differences.map(({ path }) => idAt(one, path))));
  const runs =
    left.every((id) => known.has(id) || isVersionLabel(id)) &&
    sameObjects(place, draft.rendering[cluster] ?? []);
  const outcome = (version: number | null): TakeInOutcome => ({
    version,
    running: runs,
    taken,
    diff: unifiedDiff(
      `${app}.yaml`,
      { from: `version ${latest.number}`, to: "taken in" },
      latest.text,
      draft.text,
    ),
    elsewhere,
    left,
    sentence: sentenceOf({ app, cluster, version, runs, left }),
  });
  return {
    outcome: outcome(null),
    places,
    async store(tx) {
      const change = { spec: draft.text, basedOn: latest.number };
      const message = `took in drift of ${cluster}: ${reason}`;
      const { version } = await apps.deriveVersion(tx, actor, app, change, { places, message });
      const owner = await deps.releases.ownerOf(app, cluster, tx);
      if (owner !== null) throw errors.release_open({ detail: `${owner} of ${app} began meanwhile` });
      if (runs) await deps.releases.setRunning(tx, app, cluster, version.number);
      return outcome(version.number);
    },
  };
}

async function lookNow(
  { fleet }: TakeInDeps,
  at: { app: string; target: AppTarget; manifests: readonly Manifest[] },
  signal: AbortSignal,
): Promise<Place> {
  try {
    const client = await fleet.client(at.target.cluster, "read");
    const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const { looked } = await lookAt(client, { ...at, present: [], signal: patience });
    return { target: at.target, looked };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof KubeError) && !(error instanceof HalcyonError)) throw error;
    throw errors.unknown({ detail: `${at.target.cluster}: ${error.message}`, cause: error });
  }
}

const idAt = ({ manifest }: Looked, path: FieldPath) =>
  idOf({ object: nameOf(manifest), field: fieldName(path) });

/** The findings to take in, as they are in the cluster now. */
async function chosen(deps: TakeInDeps, input: TakeInInput, { looked }: Place, now: Date): Promise<string[]> {
  const { app, cluster } = input;
  const ignores = await listIgnores(deps.database.db, now, { apps: [app] });
  const there = looked.flatMap((one) =>
    one.differences.map(({ path }) => ({ object: nameOf(one.manifest), field: fieldName(path), cluster })),
  );
  const open = there.filter((one) => !ignores.some((ignore) => covers(ignore, one)));
  const ids = [...(input.findings ?? open.map(idOf))];
  const gone = ids.filter((id) => !there.some((one) => idOf(one) === id));
  if (ids.length === 0 || gone.length > 0) {
    const missing = looked.filter(({ live }) => live === null).map(({ manifest }) => nameOf(manifest));
    const whole = gone.find((id) => missing.includes(id));
    if (whole !== undefined || (ids.length === 0 && missing.length > 0))
      throw errors.not_expressible({
        detail: `${whole ?? missing[0]} is gone: a spec says what there is, object by object`,
      });
    throw errors.nothing({
      detail: gone.length === 0 ? `${app} has no drift in ${cluster}` : gone.join(", "),
    });
  }
  return ids;
}

/** Says one finding in the spec. A way is null when what was said before it says it already. */
async function say(
  deps: TakeInDeps,
  input: TakeInInput,
  at: { id: string; draft: Draft; place: Place; actor: Actor },
): Promise<{ draft: Draft; way: Way | null }> {
  const { id, draft, place, actor } = at;
  const { cluster, room } = place.target;
  const manifests = draft.rendering[cluster] ?? [];
  const before = new Set(differing(place, manifests));
  if (!before.has(id)) return { draft, way: null };
  const found = place.looked
    .flatMap((one) => one.differences.map((difference) => ({ one, difference })))
    .find(({ one, difference }) => idAt(one, difference.path) === id);
  if (found === undefined) throw errors.nothing({ detail: id });
  const { manifest } = found.one;
  const object = manifests.findIndex((one) => nameOf(one) === nameOf(manifest));
  const deciders = await decidersIn(draft.specIn(room), place.target, draft.targets);
  const inManifest = indexed(manifests[object], found.difference.path);
  const ways = waysToSay(
    { kind: manifest.kind, name: manifest.metadata.name },
    found.difference,
    { app: input.app, cluster, room, shared: draft.targets.length > 1 },
    {
      deciders: inManifest === null ? [] : deciders(object, inManifest),
      patches: draft.spec.patches?.length ?? 0,
      reason: input.reason,
      everywhere: input.everywhere,
    },
  );
  let why = "no value of the spec decides it";
  for (const way of ways) {
    await breathe();
    try {
      const next = await deps.apps.draft(actor, withSpecValue(draft.text, way.path, way.value));
      const after = differing(place, next.rendering[cluster] ?? []);
      if (after.includes(id) || !after.every((one) => before.has(one) || isVersionLabel(one))) continue;
      return { draft: next, way };
    } catch (error) {
      // A way that is no valid spec is not the way; the last one's words say most.
      const problem = error instanceof HalcyonError ? (error.errors?.[0]?.message ?? error.message) : null;
      if (problem !== null) why = problem;
    }
  }
  throw errors.not_expressible({ detail: `${id}: ${why}` });
}

/** Ids of what differs between manifests and the live objects. */
function differing({ target, looked }: Place, manifests: readonly Manifest[]): string[] {
  return looked.flatMap((one) => {
    const wanted = manifests.find((manifest) => nameOf(manifest) === nameOf(one.manifest));
    if (wanted === undefined || one.live === null) return [];
    const found = compareObject(wanted, one.live, { autoscaled: target.autoscaled !== null });
    return found.map(({ path }) => idOf({ object: nameOf(wanted), field: fieldName(path) }));
  });
}

/** No object comes or goes with the new version. */
function sameObjects({ looked }: Place, manifests: readonly Manifest[]): boolean {
  const names = (list: readonly Manifest[]) =>
    JSON.stringify(
      compared(list)
        .map(nameOf)
        .sort((a, b) => a.localeCompare(b)),
    );
  return names(manifests) === names(looked.map(({ manifest }) => manifest));
}

/** The label with the image's tag follows the image: it is set when the version is next released. */
const isVersionLabel = (id: string) => id.endsWith('labels["app.kubernetes.io/version"]');

/** The path with the numbers of items in a manifest; null where it does not lead to a value. */
function indexed(root: unknown, path: FieldPath): (string | number)[] | null {
  const found: (string | number)[] = [];
  let at = root;
  for (const step of path) {
    if (typeof at !== "object" || at === null) return null;
    const key = typeof step === "string" ? step : (at as unknown[]).findIndex((item) => hasKeys(item, step));
    at = (at as Record<string | number, unknown>)[key];
    found.push(key);
  }
  return at === undefined ? null : found;
}

function sentenceOf(at: {
  app: string;
  cluster: string;
  version: number | null;
  runs: boolean;
  left: readonly string[];
}) {
  const { app, cluster, version, runs, left } = at;
  if (version === null) return `The spec of ${app} can say it; nothing is stored.`;
  const made = `Version ${version} of ${app} says what runs in ${cluster}`;
  if (!runs) return `${made} in what was chosen; it is not what runs there until it is released.`;
  return left.length === 0
    ? `${made}, and is what runs there now. Nothing was moved.`
    : `${made}, and is what runs there now; ${left.length} more still differ. Nothing was moved.`;
}
