/** What apps do in clusters outside of releases: compare, and clear up after a removed app. */
import type { ClusterDiff } from "@halcyon/contracts";
import { KubeError } from "#kube/errors.ts";
import { HalcyonError } from "#platform/errors.ts";
import type { Actor } from "#platform/http/types.ts";
import type { Log } from "#platform/log.ts";
import { reasonOf } from "./cluster/apply.ts";
import { diffTarget } from "./cluster/diff.ts";
import { listAllowed, type LiveObject, listObjects } from "./cluster/objects.ts";
import { hasInstances, pruneObjects, selectorsOf, workloadKinds } from "./cluster/prune.ts";
import { appErrors } from "./errors.ts";
import type { AppsFleet, FleetCluster } from "./fleet-port.ts";
import { labelQuery, objectsOf, ownSelector } from "./render/labels.ts";
import type { AppRecord, AppTarget, Rendering } from "./types.ts";

export interface AppClustersDeps {
  readonly fleet: AppsFleet;
  readonly log: Log;
  /** Names of the Secrets an app may have in a cluster. */
  secretObjects(app: string): Promise<readonly string[]>;
  /** How long one cluster is waited for, in milliseconds. */
  readonly patienceMs: number;
}

export interface DiffInput {
  readonly app: string;
  readonly targets: readonly AppTarget[];
  readonly rendering: Rendering;
  /** Equal objects too. */
  readonly all: boolean;
}

export interface AppClusters {
  /** Compares with every target's cluster at once; one that does not answer is named and changes nothing for the others. */
  diff(actor: Actor, input: DiffInput, signal: AbortSignal): Promise<ClusterDiff[]>;
  /** @throws HalcyonError app_still_running, app_cluster_unreachable: all clusters must say that nothing runs */
  requireIdle(actor: Actor, app: AppRecord, signal: AbortSignal): Promise<void>;
  /** Removes what Halcyon made for the app, in every cluster. */
  clear(actor: Actor, app: AppRecord, signal: AbortSignal): Promise<{ cluster: string; objects: number }[]>;
}

export function createAppClusters({ fleet, log, patienceMs, secretObjects }: AppClustersDeps): AppClusters {
  const patient = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);

  async function diffOne(
    actor: Actor,
    input: DiffInput,
    at: { target: AppTarget; cluster: FleetCluster | undefined },
    signal: AbortSignal,
  ): Promise<ClusterDiff> {
    const { target, cluster } = at;
    const place = { cluster: target.cluster, room: target.room };
    if (cluster === undefined) {
      return { ...place, state: "failed", reason: `${target.cluster} is no longer registered`, objects: [] };
    }
    try {
      const client = await fleet.client(cluster.id, "apps", actor.name);
      const manifests = input.rendering[target.cluster] ?? [];
      const objects = await diffTarget(client, {
        app: input.app,
        target,
        manifests,
        signal: patient(signal),
      });
      const changed = objects.filter(({ change }) => change !== "same");
      const state = changed.every(({ change }) => change === "kept") ? "same" : "changed";
      return { ...place, state, reason: "", objects: input.all ? objects : changed };
    } catch (error) {
      signal.throwIfAborted();
      const { state, reason } = failure(error, patienceMs);
      if (!(error instanceof KubeError) && !(error instanceof HalcyonError)) {
        log.error({ err: error, cluster: target.cluster, app: input.app }, "comparing with a cluster failed");
      }
      return { ...place, state, reason, objects: [] };
    }
  }

  /** Asks every cluster of the fleet; the first that fails ends it. */
  async function everywhere<T>(
    actor: Actor,
    work: (client: Awaited<ReturnType<AppsFleet["client"]>>, cluster: FleetCluster) => Promise<T>,
  ): Promise<T[]> {
    return Promise.all(
      (await fleet.clusters()).map(async (cluster) => {
        try {
          return await work(await fleet.client(cluster.id, "apps", actor.name), cluster);
        } catch (error) {
          if (error instanceof HalcyonError && error.code.startsWith("app_")) throw error;
          const { reason } = failure(error, patienceMs);
          throw appErrors.cluster_unreachable({ detail: `${cluster.name}: ${reason}`, cause: error });
        }
      }),
    );
  }

  return {
    async diff(actor, input, signal) {
      const clusters = new Map((await fleet.clusters()).map((cluster) => [cluster.name, cluster]));
      return Promise.all(
        input.targets.map((target) =>
          diffOne(actor, input, { target, cluster: clusters.get(target.cluster) }, signal),
        ),
      );
    },

    async requireIdle(actor, app, signal) {
      await everywhere(actor, async (client, cluster) => {
        const { namespace } = app;
        const options = { signal: patient(signal) };
        const own = labelQuery(ownSelector(app.name));
        const workloads = new Map<string, { kind: string; object: LiveObject }>();
        for (const labelSelector of [own, objectsOf(app.name)]) {
          for (const [kind] of workloadKinds) {
            for (const object of await listAllowed(client, { kind, namespace, labelSelector }, options))
              workloads.set(object.metadata.uid, { kind, object });
          }
        }
        const objects = [...workloads.values()];
        const pods = new Map<string, LiveObject>();
        for (const labelSelector of selectorsOf(
          app.name,
          objects.map(({ object }) => object),
        )) {
          const where = { kind: "Pod", namespace, labelSelector };
          for (const pod of await listObjects(client, where, options)) pods.set(pod.metadata.uid, pod);
        }
        const wanted = objects.filter(({ kind, object }) => hasInstances(kind, object));
        const running = [...pods.values()].filter(
          ({ status }) => !["Succeeded", "Failed"].includes((status as { phase?: string }).phase ?? ""),
        );
        if (wanted.length === 0 && running.length === 0) return;
        throw appErrors.still_running({
          detail: `${app.name} has ${running.length} instances in ${cluster.name}`,
        });
      });
    },

    async clear(actor, app, signal) {
      const secrets = await secretObjects(app.name);
      const cleared = await everywhere(actor, async (client, cluster) => {
        const request = {
          app: app.name,
          namespace: app.namespace,
          keep: [],
          secrets,
          signal: patient(signal),
        };
        return { cluster: cluster.name, objects: (await pruneObjects(client, request)).length };
      });
      return cleared.filter(({ objects }) => objects > 0);
    },
  };
}

/** Why a cluster could not be compared, in words; time limits and broken connections mean unreachable. */
function failure(error: unknown, patienceMs: number): { state: "unreachable" | "failed"; reason: string } {
  if (error instanceof KubeError) {
    if (error.kind === "aborted") {
      return { state: "unreachable", reason: `no answer within ${patienceMs / 1000} seconds` };
    }
    return {
      state: error.kind === "api" && error.status < 500 ? "failed" : "unreachable",
      reason: error.message,
    };
  }
  if (error instanceof HalcyonError) return { state: "unreachable", reason: error.message };
  return { state: "failed", reason: `comparing failed: ${reasonOf(error)}` };
}
