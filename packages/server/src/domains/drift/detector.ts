/**
 * Finds drift as it comes about. The fleet's watches say that an object of an app was written; then the app is read in that
 * cluster and compared with its running version. A full pass now and then finds what no watch told of. One process does it,
 * under a lease; what it found is in the database, and another goes on from there.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { AppsDomain } from "#domains/apps/index.ts";
import { appKinds, type FleetChange, type FleetDomain } from "#domains/fleet/index.ts";
import type { ReleasesDomain } from "#domains/releases/index.ts";
import { KubeError } from "#kube/errors.ts";
import { isOwn } from "#kube/managed-fields.ts";
import type { Platform } from "#platform/domain.ts";
import { HalcyonError } from "#platform/errors.ts";
import type { Lease } from "#platform/leases.ts";
import { createPacer, type Pacer } from "#platform/pacer.ts";
import { createTurns } from "#platform/turns.ts";
import { look } from "./look.ts";
import { dropTarget, listTargets, saveVerdict, type Verdict } from "./repo.ts";

export interface DetectorDeps extends Platform {
  readonly apps: AppsDomain;
  readonly fleet: FleetDomain;
  readonly releases: ReleasesDomain;
  readonly pace?: Partial<DetectorPace>;
}

/** In milliseconds; `looksPerCluster` aside. */
export interface DetectorPace {
  /** Between a change and the look, so that what happens together is seen together. */
  readonly settleMs: number;
  /** Between two looks at one target. */
  readonly gapMs: number;
  /** Between two full passes. */
  readonly fullPassMs: number;
  /** Between two looks for targets that came, went, or could not be asked. */
  readonly sweepMs: number;
  readonly patienceMs: number;
  /** Between two tries of a target that could not be compared although its cluster answers. */
  readonly retryMs: number;
  /** Looks at one cluster at a time. */
  readonly looksPerCluster: number;
}

const paceDefault: DetectorPace = {
  settleMs: 250,
  gapMs: 1_000,
  fullPassMs: 600_000,
  sweepMs: 2_000,
  patienceMs: 10_000,
  retryMs: 15_000,
  looksPerCluster: 4,
};

const leaseMs = 6_000;
/** managedFields tell times in seconds: two writes within one look alike. */
const recentSeconds = 3;

export function createDetector(deps: DetectorDeps) {
  const { apps, clock, database, events, fleet, leases, log, releases } = deps;
  const pace = { ...paceDefault, ...deps.pace };
  let ended: Promise<void> = Promise.resolve();

  async function save(verdict: Verdict, lease: Lease): Promise<void> {
    if (!lease.held()) return;
    await database.transaction(async (tx) => {
      if (await saveVerdict(tx, verdict, clock.now())) await changed(tx, verdict);
    });
  }

  const changed = (
    tx: Parameters<typeof events.publish>[0],
    { app, cluster }: { app: string; cluster: string },
  ) => events.publish(tx, "drift.changed", { app, cluster });

  /** Compares one app in one cluster, and stores what it found. */
  async function lookOnce(app: string, cluster: string, lease: Lease): Promise<void> {
    const version = (await releases.running(app)).get(cluster);
    if (version === undefined) {
      if (!lease.held()) return;
      await database.transaction(async (tx) => {
        if (await dropTarget(tx, app, cluster)) await changed(tx, { app, cluster });
      });
      return;
    }
    const verdict = { app, cluster, version, found: null, reason: "" } as const;
    const owner = await releases.ownerOf(app, cluster);
    if (owner !== null) return save({ ...verdict, state: "releasing", reason: owner }, lease);
    const away = await awayFrom(cluster);
    if (away !== null) return save({ ...verdict, state: "unknown", reason: away }, lease);
    const signal = AbortSignal.any([lease.signal, AbortSignal.timeout(pace.patienceMs)]);
    try {
      const { targets, rendering } = await apps.version(app, version);
      const target = targets.find((one) => one.cluster === cluster);
      if (target === undefined) return;
      const client = await fleet.client(cluster, "read");
      const manifests = rendering[cluster] ?? [];
      const present = fleet.kindsOf(cluster, app, target.namespace);
      const found = await look(client, { app, target, manifests, present, signal });
      // A release that began meanwhile, or ended with another version, has its own rule.
      const still = (await releases.running(app)).get(cluster) === version;
      if (!still || (await releases.ownerOf(app, cluster)) !== null) return ask(app, cluster);
      const named = await Promise.all(
        found.map(async (one) => ({
          ...one,
          person:
            one.manager !== null && isOwn(one.manager)
              ? await releases.actorAt(app, one.changedAt ?? clock.now())
              : null,
        })),
      );
      await save({ ...verdict, state: found.length === 0 ? "same" : "drifted", found: named }, lease);
    } catch (error) {
      lease.signal.throwIfAborted();
      if (!(error instanceof KubeError) && !(error instanceof HalcyonError)) throw error;
      const reason =
        error instanceof KubeError && error.kind === "aborted"
          ? `no answer within ${pace.patienceMs / 1000} seconds`
          : error.message;
      await save({ ...verdict, state: "unknown", reason }, lease);
    }
  }

  /** Why a cluster cannot be asked; null when it can. */
  async function awayFrom(cluster: string): Promise<string | null> {
    try {
      const { state, reason } = await fleet.cluster(cluster);
      return state === "fresh" ? null : `${state}: ${reason}`;
    } catch (error) {
      if (error instanceof HalcyonError) return "the cluster is no longer registered";
      throw error;
    }
  }

  let ask: (app: string, cluster: string) => void = () => {};

  /** Works for as long as the lease is held. */
  async function hold(lease: Lease): Promise<void> {
    const { signal } = lease;
    const pacers = new Map<string, Pacer>();
    const tried = new Map<string, number>();
    const turns = createTurns(pace.looksPerCluster);

    ask = (app, cluster) => {
      const key = `${app} ${cluster}`;
      let pacer = pacers.get(key);
      if (pacer === undefined) {
        const work = () =>
          turns
            .take(cluster, () => (signal.aborted ? Promise.resolve() : lookOnce(app, cluster, lease)))
            .catch((error: unknown) => {
              if (!signal.aborted) log.warn({ err: error, app, cluster }, "looking for drift failed");
            });
        pacer = createPacer({ clock, settleMs: pace.settleMs, gapMs: pace.gapMs, work });
        pacers.set(key, pacer);
      }
      pacer.ask();
    };
    const askAll = async (wanted: (cluster: string) => boolean) => {
      for (const { app, cluster } of await releases.runningTargets()) if (wanted(cluster)) ask(app, cluster);
    };
    const soon = (work: Promise<void>) =>
      work.catch((error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, "drift could not be looked for; trying again");
      });
    const ends = [
      fleet.onChange({ kinds: appKinds }, (change) => {
        if (isEdit(change, clock.now())) for (const app of change.apps) ask(app, change.cluster);
      }),
      fleet.onState((name) => void soon(askAll((cluster) => name === null || cluster === name))),
      events.subscribe("drift.taken", (_topic, { app, cluster }) => {
        if (typeof app === "string" && typeof cluster === "string") ask(app, cluster);
      }),
      events.subscribe("release", (_topic, payload) => {
        const id = payload["release"];
        if (typeof id !== "string") return;
        const app = id.slice(0, id.lastIndexOf("-"));
        void soon(releases.running(app).then((found) => [...found.keys()].forEach((at) => ask(app, at))));
      }),
    ];
    try {
      let passed = Number.NEGATIVE_INFINITY;
      while (!signal.aborted) {
        const full = clock.monotonic() - passed >= pace.fullPassMs;
        if (full) passed = clock.monotonic();
        await soon(full ? askAll(() => true) : sweep(tried));
        await wait(pace.sweepMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    } finally {
      for (const end of ends) end();
      for (const pacer of pacers.values()) pacer.stop();
      ask = () => {};
      await turns.idle();
    }
  }

  /** Targets that came or went without a word, and those that could not be asked or that a release had. */
  async function sweep(tried: Map<string, number>): Promise<void> {
    const now = clock.monotonic();
    for (const [key, at] of tried) if (now - at >= pace.retryMs) tried.delete(key);
    const known = new Map((await listTargets(database.db)).map((row) => [`${row.app} ${row.cluster}`, row]));
    for (const { app, cluster, version } of await releases.runningTargets()) {
      const row = known.get(`${app} ${cluster}`);
      known.delete(`${app} ${cluster}`);
      if (row === undefined || row.version !== version) ask(app, cluster);
      else if (row.state === "releasing") ask(app, cluster);
      else if (
        row.state === "unknown" &&
        !tried.has(`${app} ${cluster}`) &&
        (await awayFrom(cluster)) === null
      ) {
        tried.set(`${app} ${cluster}`, now);
        ask(app, cluster);
      }
    }
    for (const row of known.values()) ask(row.app, row.cluster);
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const lease = await leases.acquire("drift", { ttlMs: leaseMs }).catch((error: unknown) => {
        if (!signal.aborted)
          log.warn({ err: error }, "the lease of the drift detector could not be asked for");
        return null;
      });
      if (lease === null) {
        await wait(pace.sweepMs, undefined, { signal, ref: false }).catch(() => undefined);
        continue;
      }
      const release = () => void lease.release();
      signal.addEventListener("abort", release, { once: true });
      if (signal.aborted) release();
      await hold(lease);
      signal.removeEventListener("abort", release);
      await lease.release();
    }
  }

  return {
    start(signal: AbortSignal): void {
      ended = run(signal);
    },
    stop: () => ended,
  };
}

/** Whether a change may be an edit: status alone changes often, and is nobody's. */
function isEdit({ type, edited, editedAt }: FleetChange, now: Date): boolean {
  if (type === "delete" || editedAt === 0 || edited) return true;
  return now.getTime() / 1000 - editedAt <= recentSeconds;
}
