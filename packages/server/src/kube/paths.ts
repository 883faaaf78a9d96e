/** Where an object is served: group, version, plural resource, and whether it lives in a namespace. */
export interface ResourceKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

const kinds: readonly ResourceKind[] = [
  ["v1", "Namespace", "namespaces", false],
  ["v1", "Node", "nodes", false],
  ["v1", "Pod", "pods", true],
  ["v1", "Service", "services", true],
  ["v1", "ConfigMap", "configmaps", true],
  ["v1", "Secret", "secrets", true],
  ["v1", "ServiceAccount", "serviceaccounts", true],
  ["v1", "PersistentVolumeClaim", "persistentvolumeclaims", true],
  ["v1", "Event", "events", true],
  ["v1", "ResourceQuota", "resourcequotas", true],
  ["apps/v1", "Deployment", "deployments", true],
  ["apps/v1", "ReplicaSet", "replicasets", true],
  ["apps/v1", "StatefulSet", "statefulsets", true],
  ["apps/v1", "DaemonSet", "daemonsets", true],
  ["apps/v1", "ControllerRevision", "controllerrevisions", true],
  ["batch/v1", "Job", "jobs", true],
  ["batch/v1", "CronJob", "cronjobs", true],
  ["autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true],
  ["networking.k8s.io/v1", "Ingress", "ingresses", true],
  ["gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes", true],
  ["policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", true],
].map(([apiVersion, kind, plural, namespaced]) => ({ apiVersion, kind, plural, namespaced }) as ResourceKind);

/** The kinds Halcyon reads and writes, by kind name. @throws Error for a kind it does not know */
export function resourceKind(kind: string): ResourceKind {
  const found = kinds.find((candidate) => candidate.kind === kind);
  if (!found) throw new Error(`kube/paths.ts does not know the kind ${kind}`);
  return found;
}

/** Path of a collection, over all namespaces unless one is given: `/apis/apps/v1/namespaces/news/deployments`. */
export function collectionPath(kind: string, namespace?: string): string {
  const resource = resourceKind(kind);
  const root = resource.apiVersion.includes("/")
    ? `/apis/${resource.apiVersion}`
    : `/api/${resource.apiVersion}`;
  const within =
    resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${root}${within}/${resource.plural}`;
}

/** Path of one object, or of a subresource of it: `.../deployments/web/scale`. */
export function objectPath(
  kind: string,
  namespace: string | undefined,
  name: string,
  subresource?: string,
): string {
  const tail = subresource === undefined ? "" : `/${subresource}`;
  return `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}${tail}`;
}
