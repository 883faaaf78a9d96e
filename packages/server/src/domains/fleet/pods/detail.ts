import type { EventItem, PodDetail } from "@halcyon/contracts";
import type { KubeClient } from "#kube/client.ts";
import { hasReason, KubeError } from "#kube/errors.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import { type EventRecord, eventProjection } from "#kube/projections/event.ts";
import { podProjection } from "#kube/projections/pod.ts";
import { createInterner } from "#kube/store/intern.ts";
import type { KubeList } from "#kube/types.ts";
import { errors } from "../errors.ts";
import type { LiveCluster } from "../live.ts";
import { eventItem, podItem } from "../views.ts";
import type { Pod } from "./pod.ts";
import { depthOf } from "./view.ts";

/** Which pod. */
export interface PodPlace {
  readonly cluster: string;
  readonly namespace: string;
  readonly pod: string;
}

/** How the pods' endpoints reach a cluster. */
export interface PodDeps {
  /** @throws HalcyonError fleet_cluster_not_found */
  followed(cluster: string): Promise<LiveCluster>;
  /** As of the domain's door. */
  client(cluster: string): Promise<KubeClient>;
}

/** How long an answer is waited for, and how long when the cluster was not answering anyway, ms. */
export const patience = { usual: 4_000, unreachable: 1_000 };
const mostEvents = 200;

/**
 * One pod as its cluster says it is; as it was last seen when the cluster does not answer in time.
 * @throws HalcyonError fleet_pod_not_found when it is in neither
 */
export async function podDetail(deps: PodDeps, at: PodPlace, signal: AbortSignal): Promise<PodDetail> {
  const cluster = await deps.followed(at.cluster);
  try {
    return await fromCluster(await deps.client(at.cluster), cluster, at, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof KubeError)) throw error;
    if (hasReason(error, "NotFound")) throw notFound(at);
    return fromCache(cluster, at, error);
  }
}

async function fromCluster(
  client: KubeClient,
  cluster: LiveCluster,
  at: PodPlace,
  signal: AbortSignal,
): Promise<PodDetail> {
  const timeoutMs = cluster.status().state === "unreachable" ? patience.unreachable : patience.usual;
  const [pod, events] = await Promise.all([
    client.get<Pod>(objectPath("Pod", at.namespace, at.pod), { timeoutMs, signal }),
    // The cache keeps the latest of a whole cluster only.
    client
      .list<never>(
        collectionPath("Event", at.namespace),
        { fieldSelector: `involvedObject.kind=Pod,involvedObject.name=${at.pod}`, limit: mostEvents },
        { timeoutMs, signal },
      )
      .catch(() => null),
  ]);
  return {
    pod: podItem(placeOf(cluster), podProjection(createInterner())(pod)),
    source: "cluster",
    cluster: standing(cluster),
    ...depthOf(pod),
    events: events ? projected(cluster, events) : cachedEvents(cluster, at),
  };
}

function fromCache(cluster: LiveCluster, at: PodPlace, error: KubeError): PodDetail {
  const pod = cluster.connection?.cache.find("pods", at.namespace, at.pod);
  if (!pod) {
    throw errors.pod_not_found({
      detail: `${at.cluster} does not answer (${error.message}), and no pod ${at.namespace}/${at.pod} was seen in it before.`,
    });
  }
  const { state, reason } = standing(cluster);
  return {
    pod: podItem(placeOf(cluster), pod),
    source: "cache",
    cluster: { state, reason: reason || error.message },
    message: "",
    containers: [],
    conditions: [],
    serviceAccount: "",
    qos: "",
    volumes: [],
    annotations: {},
    events: cachedEvents(cluster, at),
  };
}

export function notFound(at: PodPlace): Error {
  return errors.pod_not_found({ detail: `${at.cluster} has no pod ${at.namespace}/${at.pod}.` });
}

function standing(cluster: LiveCluster): PodDetail["cluster"] {
  const { state, reason } = cluster.status();
  return { state, reason };
}

function placeOf({ row }: LiveCluster) {
  return { cluster: row.name, room: row.room };
}

function projected(cluster: LiveCluster, events: KubeList<never>): EventItem[] {
  return newestFirst(cluster, events.items.map(eventProjection(createInterner())));
}

function cachedEvents(cluster: LiveCluster, { namespace, pod }: PodPlace): EventItem[] {
  const all = cluster.connection?.cache.all("events", namespace) ?? [];
  return newestFirst(
    cluster,
    [...all].filter(({ kind, about }) => kind === "Pod" && about === pod),
  );
}

function newestFirst(cluster: LiveCluster, events: EventRecord[]): EventItem[] {
  return events.sort((a, b) => b.at - a.at).map((event) => eventItem(placeOf(cluster), event));
}
