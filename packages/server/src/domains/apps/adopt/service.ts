/** Adoption and its reverse: what people ask for, carried out in clusters and kept in the database. */
import type { AdoptionPlan, AdoptionWish } from "@halcyon/contracts";
import type { Clock } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/database/database.ts";
import type { Actor } from "#platform/http/types.ts";
import { KubeError } from "#kube/errors.ts";
import { latestBases } from "../base/repo.ts";
import { reasonOf } from "../cluster/apply.ts";
import { appErrors } from "../errors.ts";
import type { AppsFleet } from "../fleet-port.ts";
import type { AppManagement } from "../manage.ts";
import type { KnownPlaces } from "../render/targets.ts";
import { findApp } from "../repo.ts";
import type { AppRecord, AppVersionRecord } from "../types.ts";
import type { Versions } from "../versions.ts";
import { giveBack } from "./disown.ts";
import { markRelease } from "./helm.ts";
import { planAdoption, type Planned } from "./plan.ts";
import { beginAdoption, endAdoptions, forgetBegun, heldAdoptions, insertAdoption } from "./repo.ts";
import { type Before, isWritten, recordsOf, takeOver } from "./take.ts";

export interface AdoptionDeps {
  readonly database: Database;
  readonly fleet: AppsFleet;
  readonly clock: Clock;
  readonly versions: Versions;
  readonly management: AppManagement;
  places(): Promise<KnownPlaces>;
  /** Records which version runs at a target; null when Halcyon runs none there. */
  setRunning(tx: Tx, app: string, target: string, version: number | null): Promise<void>;
}

export interface ClusterCount {
  readonly cluster: string;
  readonly objects: number;
}

export interface Adoption {
  plan(actor: Actor, app: string, wish: AdoptionWish, signal: AbortSignal): Promise<AdoptionPlan>;
  /**
   * Plans anew, tries what the database would say, and takes the clusters' objects; answers what stores it, to be run in the
   * audited transaction. Should that fail after all, taking once more goes on from what is there.
   * @throws HalcyonError app_adoption_moved when the plan is another one by now, app_adoption_refused when it proves nothing
   */
  take(
    actor: Actor,
    app: string,
    wish: AdoptionWish & { readonly hash: string },
    signal: AbortSignal,
  ): Promise<(tx: Tx) => Promise<{ version: AppVersionRecord; app: AppRecord; clusters: ClusterCount[] }>>;
  /** Gives back everything in the app's clusters, then marks it removed. */
  disown(actor: Actor, app: AppRecord, signal: AbortSignal): Promise<(tx: Tx) => Promise<ClusterCount[]>>;
}

interface Taken extends ClusterCount {
  readonly namespace: string;
  readonly before: readonly Before[];
  readonly helm: { readonly release: string; readonly secrets: string[] } | null;
}

/** Undoes a transaction that was only tried. */
class Tried extends Error {}

export function createAdoption(deps: AdoptionDeps): Adoption {
  const { database, fleet, clock, versions, management } = deps;

  async function clientOf(cluster: string, actor: Actor) {
    const found = (await fleet.clusters()).find(({ name }) => name === cluster);
    if (found === undefined) throw appErrors.cluster_unknown({ detail: `there is no cluster ${cluster}` });
    return fleet.client(found.id, "apps", actor.name);
  }

  async function planned(
    actor: Actor,
    app: string,
    wish: AdoptionWish,
    signal: AbortSignal,
  ): Promise<Planned> {
    const existing = await findApp(database.db, app);
    if (existing !== null && existing.latest !== null) {
      throw appErrors.exists({
        detail: `app ${app} has versions already`,
        hint: "Adopt under another name, or release the app over what runs after removing it there.",
      });
    }
    const names = wish.clusters.map(({ cluster }) => cluster);
    if (new Set(names).size < names.length) {
      throw appErrors.not_adoptable({ detail: "a cluster is named twice", hint: "Name each cluster once." });
    }
    const [places, bases] = [await deps.places(), await latestBases(database.db)];
    const clients = (cluster: string) => clientOf(cluster, actor);
    return planAdoption({ places, bases, client: clients }, app, wish, signal);
  }

  /** What the database would refuse is refused before a cluster is written to; no transaction waits for a cluster. */
  async function tried(work: (tx: Tx) => Promise<unknown>): Promise<void> {
    try {
      await database.transaction(async (tx) => {
        await work(tx);
        throw new Tried();
      });
    } catch (error) {
      if (!(error instanceof Tried)) throw error;
    }
  }

  return {
    plan: async (actor, app, wish, signal) => (await planned(actor, app, wish, signal)).plan,

    async take(actor, app, { hash, ...wish }, signal) {
      const found = await planned(actor, app, wish, signal);
      if (found.plan.hash !== hash) {
        throw appErrors.adoption_moved({ detail: `the plan is ${found.plan.hash} now, not ${hash}` });
      }
      const difference = found.plan.clusters.flatMap(({ differences }) => differences)[0];
      if (!found.plan.takeable || difference !== undefined) {
        throw appErrors.adoption_refused({
          detail: `${difference?.object ?? app} ${difference?.path ?? ""} would become ${difference?.rendered ?? "another"}`,
        });
      }
      const places = await deps.places();
      const store = async (tx: Tx) => {
        const existing = await findApp(tx, app);
        if (existing === null)
          await management.create(tx, { name: app, team: wish.team, policy: found.policy });
        else if (existing.latest === null && existing.namespace !== wish.namespace)
          await management.setPolicy(tx, app, { ...existing.policy, namespace: found.policy.namespace });
        const message = `adopted from ${wish.namespace}/${wish.workload}`;
        const change = { spec: found.plan.spec, basedOn: 0 };
        const stored = await versions.derive(tx, actor, app, change, { places, message });
        if (stored.version.digest !== found.draft.digest)
          throw appErrors.adoption_moved({ detail: "policy, bases or the fleet changed meanwhile" });
        return stored;
      };
      await tried(store);
      const taken: Taken[] = [];
      for (const one of found.clusters) {
        const { cluster, namespace } = one.target;
        const at = clock.now().toISOString();
        const begun = { app, cluster, before: recordsOf(one.objects), by: actor.name, at: clock.now() };
        const before = await database.transaction((tx) => beginAdoption(tx, begun, isWritten));
        await refusedInWords(cluster, () => takeOver(one, at, signal));
        const { helm } = one;
        if (helm !== null) {
          const marked = { namespace, secrets: helm.secrets, owner: "halcyon" } as const;
          await refusedInWords(cluster, () => markRelease(one.client, marked, signal));
        }
        const of = helm === null ? null : { release: helm.release, secrets: [...helm.secrets] };
        taken.push({ cluster, namespace, before, helm: of, objects: one.objects.length });
      }
      return async (tx) => {
        const stored = await store(tx);
        for (const one of taken) {
          await insertAdoption(tx, { app, by: actor.name, at: clock.now(), ...one });
          await deps.setRunning(tx, app, one.cluster, stored.version.number);
        }
        await forgetBegun(tx, app);
        const clusters = taken.map(({ cluster, objects }) => ({ cluster, objects }));
        return { version: stored.version, app: stored.app, clusters };
      };
    },

    async disown(actor, app, signal) {
      const clusters = (await fleet.clusters()).map(({ name }) => name);
      const rows = await heldAdoptions(database.db, app.name);
      const counts: ClusterCount[] = [];
      for (const cluster of clusters) {
        const own = rows.filter((row) => row.cluster === cluster);
        const client = await clientOf(cluster, actor);
        const at = { app: app.name, namespace: app.namespace };
        const before = own.flatMap((row) => row.before);
        const given = await refusedInWords(cluster, () => giveBack(client, at, before, signal));
        for (const { helm, namespace } of own) {
          if (helm === null) continue;
          const marked = { namespace, secrets: helm.secrets, owner: "helm" } as const;
          await refusedInWords(cluster, () => markRelease(client, marked, signal));
        }
        if (given.length > 0) counts.push({ cluster, objects: given.length });
      }
      return async (tx) => {
        await management.remove(tx, app.name);
        for (const cluster of clusters) await deps.setRunning(tx, app.name, cluster, null);
        await endAdoptions(tx, { app: app.name, by: actor.name, at: clock.now() });
        return counts;
      };
    },
  };
}

/** A conflict is a change between plan and write; everything else the cluster says is told as it said it. */
async function refusedInWords<T>(cluster: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    const detail = `${cluster}: ${reasonOf(error)}`;
    if (error.status === 409) throw appErrors.adoption_moved({ detail, cause: error });
    throw error.kind === "api" && error.status < 500
      ? appErrors.cluster_refused({ detail, cause: error })
      : appErrors.cluster_unreachable({ detail, cause: error });
  }
}
