/** Reads a Deployment and its ReplicaSets from the API server itself, never from the cache: what is decided is written. */
import type { KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import type { ObjectMeta } from "#kube/types.ts";
import { digestOf } from "../../canonical.ts";
import type { DeploymentSeen, Observed, SetSeen } from "./observed.ts";
import type { Memory } from "./memory.ts";
import { newestForeign } from "./managers.ts";

export interface LiveDeployment {
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly replicas?: number;
    readonly template: LiveTemplate;
    readonly strategy?: {
      readonly rollingUpdate?: {
        readonly maxSurge?: number | string;
        readonly maxUnavailable?: number | string;
      };
    };
    readonly [field: string]: unknown;
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly readyReplicas?: number;
  };
}

export interface LiveTemplate {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

export interface LiveSet {
  readonly metadata: ObjectMeta;
  readonly spec: { readonly replicas?: number; readonly template: LiveTemplate };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
    }[];
  };
}

/** Both as the API server has them now, and what `decide` needs of them. */
export interface Look {
  readonly live: LiveDeployment | null;
  readonly sets: readonly LiveSet[];
  readonly observed: Observed;
}

/** Hash of a Deployment's spec without replicas: R belongs to the spec's author, an HPA or a person, not to the release. */
export function specHash(live: LiveDeployment): string {
  const { replicas: _replicas, ...rest } = live.spec;
  return digestOf(rest);
}

/** Hash of a pod template, without the label the controller adds in a ReplicaSet. */
export function templateHash(template: LiveTemplate): string {
  const { "pod-template-hash": _hash, ...labels } = template.metadata?.labels ?? {};
  return digestOf({ ...template, metadata: { ...template.metadata, labels } });
}

/**
 * @param surge the new version's own maxSurge, resolved by the caller for R
 * @throws KubeError when the cluster does not answer
 */
export async function look(
  client: KubeClient,
  at: { namespace: string; workload: string; labelSelector: string },
  memory: Memory | null,
  surge: (replicas: number) => number,
  signal: AbortSignal,
): Promise<Look> {
  const [live, list] = await Promise.all([
    client
      .get<LiveDeployment>(objectPath("Deployment", at.namespace, at.workload), { signal })
      .catch((error: unknown) => {
        if (hasReason(error, "NotFound")) return null;
        throw error;
      }),
    client.list<LiveSet>(
      collectionPath("ReplicaSet", at.namespace),
      { labelSelector: at.labelSelector },
      { signal },
    ),
  ]);
  const sets = live === null ? [] : list.items.filter((set) => ownedBy(set, live));
  return {
    live,
    sets,
    observed: {
      deployment: live === null ? null : deploymentSeen(live, surge),
      sets: sets.map((set) => setSeen(set, memory)),
    },
  };
}

function ownedBy(set: LiveSet, deployment: LiveDeployment): boolean {
  return set.metadata.ownerReferences?.some((owner) => owner.uid === deployment.metadata.uid) ?? false;
}

function deploymentSeen(live: LiveDeployment, surge: (replicas: number) => number): DeploymentSeen {
  const replicas = live.spec.replicas ?? 1;
  const { status } = live;
  return {
    replicas,
    current: status?.observedGeneration === live.metadata.generation,
    spec: specHash(live),
    counted: status?.replicas ?? 0,
    updated: status?.updatedReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
    surge: surge(replicas),
    deleting: live.metadata.deletionTimestamp !== undefined,
    foreign: newestForeign(live.metadata, "spec"),
    scaledBy: newestForeign(live.metadata, "replicas"),
  };
}

function setSeen(set: LiveSet, memory: Memory | null): SetSeen {
  const template = templateHash(set.spec.template);
  const desired = set.metadata.annotations?.["deployment.kubernetes.io/desired-replicas"];
  const failure = set.status?.conditions?.find(
    (one) => one.type === "ReplicaFailure" && one.status === "True",
  );
  return {
    name: set.metadata.name,
    resourceVersion: set.metadata.resourceVersion,
    side: template === memory?.templates.to ? "to" : template === memory?.templates.from ? "from" : "other",
    replicas: set.spec.replicas ?? 0,
    current: set.status?.observedGeneration === set.metadata.generation,
    counted: set.status?.replicas ?? 0,
    ready: set.status?.readyReplicas ?? 0,
    desired: desired === undefined ? null : Number(desired),
    foreign: newestForeign(set.metadata, "replicas"),
    failure: failure?.message ?? null,
  };
}
