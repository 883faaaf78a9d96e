/** What a namespace holds, without what differs between two that were made alike. For tests. */
import type { KubeClient } from "#kube/client.ts";
import { collectionPath } from "#kube/paths.ts";
import type { KubeObject } from "#kube/types.ts";

type Live = KubeObject & { readonly [field: string]: unknown };

const kinds = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "Service",
  "ConfigMap",
  "Secret",
  "ServiceAccount",
  "PersistentVolumeClaim",
  "PodDisruptionBudget",
  "HorizontalPodAutoscaler",
  "Ingress",
  "CronJob",
];

/** What the cluster gives an object. */
const assigned = new Set([
  ...["clusterIP", "clusterIPs", "nodePort", "healthCheckNodePort", "volumeName"],
  ...["controller-uid", "batch.kubernetes.io/controller-uid"],
]);

/**
 * Every object of a namespace that Kubernetes has not made itself, as KIND/NAME, without what is one object's own. Runs of an
 * app's jobs and schedules are no content.
 */
export async function contentOf(kube: KubeClient, namespace: string): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (const kind of kinds) {
    for (const object of (await kube.list<Live>(collectionPath(kind, namespace))).items) {
      const { name, labels, annotations = {} } = object.metadata;
      if (name === "kube-root-ca.crt" || name === "default") continue;
      if (kind === "Job" && labels?.["halcyon.dev/task"] !== undefined) continue;
      const own = Object.entries(annotations).filter(
        ([key]) =>
          !/^(deployment\.kubernetes\.io|deprecated\.daemonset|pv\.kubernetes\.io|halcyon\.dev\/fence)/.test(
            key,
          ),
      );
      const { status: _status, metadata: _metadata, apiVersion: _api, ...content } = object;
      const text = JSON.stringify(
        { labels, own: Object.fromEntries(own), ...content },
        (key, value: unknown) => (assigned.has(key) ? undefined : value),
      );
      found.set(`${kind}/${name}`, JSON.parse(text));
    }
  }
  return found;
}
