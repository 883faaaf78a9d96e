import type { Interner } from "../store/intern.ts";
import type { Projected } from "../store/objects.ts";
import type { ObjectMeta } from "../types.ts";
import { editedAt, ownerOf, seconds, writesOf } from "./meta.ts";

/** What is kept of a Deployment. */
export interface DeploymentRecord extends Projected {
  readonly labels: Readonly<Record<string, string>>;
  readonly replicas: number;
  readonly ready: number;
  readonly updated: number;
  readonly available: number;
  readonly paused: boolean;
  readonly images: readonly string[];
  readonly createdAt: number;
  readonly editedAt: number;
  readonly writes: number;
}

/** What is kept of a ReplicaSet. */
export interface ReplicaSetRecord extends Projected {
  readonly labels: Readonly<Record<string, string>>;
  readonly replicas: number;
  readonly ready: number;
  readonly ownerKind: string;
  readonly ownerName: string;
  readonly images: readonly string[];
  readonly createdAt: number;
}

/** What is kept of a HorizontalPodAutoscaler. */
export interface HpaRecord extends Projected {
  readonly labels: Readonly<Record<string, string>>;
  /** Deployment/web */
  readonly target: string;
  readonly min: number;
  readonly max: number;
  readonly current: number;
  readonly desired: number;
  readonly metrics: readonly string[];
  readonly createdAt: number;
  readonly editedAt: number;
  readonly writes: number;
}

interface Workload {
  readonly metadata: ObjectMeta;
  readonly spec?: {
    readonly replicas?: number;
    readonly paused?: boolean;
    readonly template?: { readonly spec?: { readonly containers?: readonly { readonly image?: string }[] } };
  };
  readonly status?: {
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

export function deploymentProjection(interner: Interner): (deployment: Workload) => DeploymentRecord {
  return ({ metadata, spec = {}, status = {} }) => ({
    ...common(interner, metadata),
    replicas: spec.replicas ?? 1,
    ready: status.readyReplicas ?? 0,
    updated: status.updatedReplicas ?? 0,
    available: status.availableReplicas ?? 0,
    paused: spec.paused ?? false,
    images: imagesOf(interner, spec),
    editedAt: editedAt(metadata),
    writes: writesOf(metadata),
  });
}

export function replicaSetProjection(interner: Interner): (replicaSet: Workload) => ReplicaSetRecord {
  return ({ metadata, spec = {}, status = {} }) => {
    const owner = ownerOf(metadata);
    return {
      ...common(interner, metadata),
      replicas: spec.replicas ?? 1,
      ready: status.readyReplicas ?? 0,
      ownerKind: interner.text(owner?.kind),
      ownerName: interner.text(owner?.name),
      images: imagesOf(interner, spec),
    };
  };
}

interface Hpa {
  readonly metadata: ObjectMeta;
  readonly spec?: {
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly metrics?: readonly HpaMetric[];
  };
  readonly status?: { readonly currentReplicas?: number; readonly desiredReplicas?: number };
}

interface HpaMetric {
  readonly type?: string;
  readonly resource?: { readonly name?: string; readonly target?: HpaTarget };
  readonly containerResource?: { readonly name?: string; readonly target?: HpaTarget };
  readonly pods?: { readonly metric?: { readonly name?: string }; readonly target?: HpaTarget };
  readonly object?: { readonly metric?: { readonly name?: string }; readonly target?: HpaTarget };
  readonly external?: { readonly metric?: { readonly name?: string }; readonly target?: HpaTarget };
}

interface HpaTarget {
  readonly averageUtilization?: number;
  readonly averageValue?: string;
  readonly value?: string;
}

export function hpaProjection(interner: Interner): (hpa: Hpa) => HpaRecord {
  return ({ metadata, spec = {}, status = {} }) => ({
    ...common(interner, metadata),
    target: interner.text(`${spec.scaleTargetRef?.kind ?? ""}/${spec.scaleTargetRef?.name ?? ""}`),
    min: spec.minReplicas ?? 1,
    max: spec.maxReplicas ?? 0,
    current: status.currentReplicas ?? 0,
    desired: status.desiredReplicas ?? 0,
    metrics: interner.list((spec.metrics ?? []).map(metricText)),
    editedAt: editedAt(metadata),
    writes: writesOf(metadata),
  });
}

/** "cpu 80%", "requests_per_second 100". */
function metricText(metric: HpaMetric): string {
  const named = metric.resource ?? metric.containerResource;
  const measured = metric.pods ?? metric.object ?? metric.external;
  const name = named?.name ?? measured?.metric?.name ?? metric.type ?? "";
  const target = named?.target ?? measured?.target;
  const wanted =
    target?.averageUtilization === undefined
      ? (target?.averageValue ?? target?.value ?? "")
      : `${target.averageUtilization}%`;
  return `${name} ${wanted}`.trim();
}

function common(interner: Interner, metadata: ObjectMeta) {
  return {
    uid: metadata.uid,
    namespace: interner.text(metadata.namespace),
    name: interner.text(metadata.name),
    labels: interner.labels(metadata.labels),
    createdAt: seconds(metadata.creationTimestamp),
  };
}

function imagesOf(interner: Interner, spec: NonNullable<Workload["spec"]>): readonly string[] {
  return interner.list((spec.template?.spec?.containers ?? []).map((container) => container.image ?? ""));
}
