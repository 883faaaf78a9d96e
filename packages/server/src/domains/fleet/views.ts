import type { Amounts, Cluster, ClusterFreshness, NodeItem, PodItem, SearchHit } from "@halcyon/contracts";
import type { DeploymentItem, EventItem, HpaItem, IngressItem, ServiceItem } from "@halcyon/contracts";
import type { EventRecord } from "#kube/projections/event.ts";
import type { NodeAmounts } from "#kube/projections/node.ts";
import type { PodRecord } from "#kube/projections/pod.ts";
import type { LiveCluster } from "./live.ts";
import type { ClusterRow } from "./repo.ts";
import { appOf, type RecordOf } from "./search/facts.ts";
import type { Found } from "./search/fleet-index.ts";

/** Where an object stands. */
export interface Place {
  readonly cluster: string;
  readonly room: string;
}

/** Milliseconds since 1970 as text; the caches keep seconds. */
function time(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function timeOrNull(seconds: number): string | null {
  return seconds === 0 ? null : time(seconds);
}

export function amountsOf(amounts: NodeAmounts): Amounts {
  return { cpuMilli: amounts.cpuMilli, memoryBytes: amounts.memoryKib * 1024, pods: amounts.pods };
}

/** @param live undefined while this process has not begun to follow it */
export function clusterView(row: ClusterRow, live: LiveCluster | undefined): Cluster {
  const status = live?.status();
  const count = (kind: "nodes" | "pods" | "deployments") => live?.connection?.cache.count(kind) ?? 0;
  return {
    id: row.id,
    name: row.name,
    room: row.room,
    server: row.server,
    signsInAs: row.signsInAs,
    version: status?.version || row.version,
    state: status?.state ?? "stale",
    lastSyncAt: status?.heardAt?.toISOString() ?? null,
    reason: status?.reason ?? "not followed yet",
    counts: { nodes: count("nodes"), pods: count("pods"), deployments: count("deployments") },
    createdAt: row.createdAt.toISOString(),
  };
}

export function freshnessOf(live: LiveCluster): ClusterFreshness {
  const { state, heardAt, reason } = live.status();
  return {
    name: live.row.name,
    room: live.row.room,
    state,
    lastSync: heardAt?.toISOString() ?? null,
    reason,
  };
}

function named(
  place: Place,
  record: { namespace: string; name: string; labels: Readonly<Record<string, string>>; createdAt: number },
) {
  return {
    ...place,
    namespace: record.namespace,
    name: record.name,
    app: appOf(record.labels),
    labels: record.labels,
    createdAt: time(record.createdAt),
  };
}

export function podItem(place: Place, pod: PodRecord): PodItem {
  const { uid, node, phase, ready, terminating, reason, restarts, ip, hostIp, ownerKind, ownerName } = pod;
  return {
    ...named(place, pod),
    ...{ uid, node, phase, ready, terminating, reason, restarts, ip, hostIp, ownerKind, ownerName },
    images: [...pod.images],
    readySince: timeOrNull(pod.readySince),
  };
}

export function nodeItem(place: Place, node: RecordOf<"node">, requested: NodeAmounts): NodeItem {
  const { name, ip, ready, unschedulable, kubelet, labels } = node;
  return {
    ...place,
    ...{ name, ip, ready, unschedulable, kubelet, labels },
    capacity: amountsOf(node.capacity),
    allocatable: amountsOf(node.allocatable),
    requested: amountsOf(requested),
    conditions: node.conditions.map((condition) => ({ ...condition, since: timeOrNull(condition.since) })),
    taints: [...node.taints],
    createdAt: time(node.createdAt),
  };
}

export function deploymentItem(place: Place, deployment: RecordOf<"deployment">): DeploymentItem {
  const { replicas, ready, updated, available, paused } = deployment;
  return {
    ...named(place, deployment),
    replicas,
    ready,
    updated,
    available,
    paused,
    images: [...deployment.images],
  };
}

export function serviceItem(place: Place, service: RecordOf<"service">): ServiceItem {
  const { type, clusterIp, selector } = service;
  return { ...named(place, service), type, clusterIp, selector, ports: [...service.ports] };
}

export function ingressItem(place: Place, ingress: RecordOf<"ingress">): IngressItem {
  const { className } = ingress;
  return { ...named(place, ingress), className, hosts: [...ingress.hosts], rules: [...ingress.rules] };
}

export function hpaItem(place: Place, hpa: RecordOf<"hpa">): HpaItem {
  const { target, min, max, current, desired } = hpa;
  return { ...named(place, hpa), target, min, max, current, desired, metrics: [...hpa.metrics] };
}

export function eventItem(place: Place, event: EventRecord): EventItem {
  const { namespace, kind, type, reason, message, count } = event;
  return { ...place, namespace, kind, name: event.about, type, reason, message, count, at: time(event.at) };
}

/** A search result: what tells an object from its neighbours. */
export function searchHit(place: Place, found: Found): SearchHit {
  const { kind, record } = found;
  const hit = {
    kind,
    ...place,
    namespace: record.namespace,
    name: record.name,
    app: appOf(record.labels),
    status: "",
    node: "",
    ip: "",
    image: "",
  };
  switch (kind) {
    case "pod": {
      const pod = record as RecordOf<"pod">;
      const status = pod.terminating ? "Terminating" : pod.reason || (pod.ready ? "Ready" : pod.phase);
      return { ...hit, status, node: pod.node, ip: pod.ip, image: pod.images[0] ?? "" };
    }
    case "node": {
      const node = record as RecordOf<"node">;
      return {
        ...hit,
        status: `${node.ready ? "Ready" : "NotReady"}${node.unschedulable ? ", cordoned" : ""}`,
        ip: node.ip,
      };
    }
    case "deployment": {
      const deployment = record as RecordOf<"deployment">;
      return {
        ...hit,
        status: `${deployment.ready}/${deployment.replicas} ready`,
        image: deployment.images[0] ?? "",
      };
    }
    case "service": {
      const service = record as RecordOf<"service">;
      return { ...hit, status: service.type, ip: service.clusterIp };
    }
    case "ingress":
      return { ...hit, status: (record as RecordOf<"ingress">).hosts.join(", ") };
    case "hpa": {
      const hpa = record as RecordOf<"hpa">;
      return { ...hit, status: `${hpa.current} of ${hpa.min}-${hpa.max}` };
    }
  }
}
