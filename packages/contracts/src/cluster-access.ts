/**
 * What Halcyon may do in a cluster, written once: the RBAC manifest is rendered from these rules and the check at
 * registration asks the API server for each of them, so the two cannot drift apart.
 *
 * Halcyon itself only reads, and never Secrets. It writes by impersonating the person who acts together with the
 * group of the act; only these groups are bound to a role that writes. A change is thus attributable in the
 * cluster's own audit log, and Halcyon's credential alone changes nothing.
 */

export interface AccessRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** Acts with which Halcyon writes; the group impersonated is `halcyon:<act>`. */
export const clusterActs = ["release", "apps"] as const;
export type ClusterAct = (typeof clusterActs)[number];

/** The Kubernetes group of an act. */
export function groupOfAct(act: ClusterAct): string {
  return `halcyon:${act}`;
}

/** User name the lab's certificates carry, and the default name of the bindings. */
export const clusterUser = "halcyon";

const read = ["get", "list", "watch"];
const write = [...read, "create", "patch", "update", "delete"];

/** Halcyon's own rights: what the cache shows, and impersonation. */
export const readerRules: readonly AccessRule[] = [
  {
    apiGroups: [""],
    resources: [
      "nodes",
      "pods",
      "services",
      "events",
      "namespaces",
      "configmaps",
      "serviceaccounts",
      "persistentvolumeclaims",
    ],
    verbs: read,
  },
  { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
  {
    apiGroups: ["apps"],
    resources: ["deployments", "replicasets", "statefulsets", "daemonsets", "controllerrevisions"],
    verbs: read,
  },
  { apiGroups: ["batch"], resources: ["jobs", "cronjobs"], verbs: read },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: read },
  { apiGroups: ["gateway.networking.k8s.io"], resources: ["httproutes"], verbs: read },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: read },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: read },
  { apiGroups: [""], resources: ["users"], verbs: ["impersonate"] },
  {
    apiGroups: [""],
    resources: ["groups"],
    verbs: ["impersonate"],
    resourceNames: clusterActs.map(groupOfAct),
  },
];

/**
 * Rights of every act: the objects an app is rendered to. Secrets can be written but not listed or watched.
 * A server-side dry run needs the same rights as the write, so `apps` (which only compares) has them too.
 */
const appRules: readonly AccessRule[] = [
  {
    apiGroups: [""],
    resources: ["services", "configmaps", "serviceaccounts", "persistentvolumeclaims"],
    verbs: write,
  },
  { apiGroups: [""], resources: ["secrets"], verbs: ["create", "patch", "update", "delete"] },
  { apiGroups: [""], resources: ["namespaces"], verbs: ["get", "create"] },
  { apiGroups: [""], resources: ["pods", "events"], verbs: read },
  { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
  { apiGroups: ["apps"], resources: ["deployments", "statefulsets", "daemonsets"], verbs: write },
  { apiGroups: ["batch"], resources: ["jobs", "cronjobs"], verbs: write },
  { apiGroups: ["apps"], resources: ["replicasets"], verbs: read },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: write },
  { apiGroups: ["gateway.networking.k8s.io"], resources: ["httproutes"], verbs: write },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: write },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: write },
];

/** Rights by act. Only a release sizes ReplicaSets, and replaces instances of a StatefulSet. */
export const actRules: Readonly<Record<ClusterAct, readonly AccessRule[]>> = {
  release: [
    ...appRules,
    {
      apiGroups: ["apps"],
      resources: ["replicasets", "replicasets/scale", "deployments/scale", "statefulsets/scale"],
      verbs: ["get", "patch", "update"],
    },
    // An instance of a StatefulSet goes back by being made anew; a mark on it refuses what was computed before.
    { apiGroups: [""], resources: ["pods"], verbs: ["patch", "delete"] },
  ],
  apps: appRules,
};

/** Namespace and ServiceAccount of the manifest when it is not bound to a user. */
const serviceAccountNamespace = "halcyon-system";

/**
 * The manifest to apply before a cluster is registered, YAML text of several documents.
 * @param options.user bind to this user (a client certificate's CN) instead of ServiceAccount halcyon-system/halcyon,
 *   for which a token Secret `halcyon-token` is made as well
 */
export function clusterAccessManifest(options: { user?: string | undefined } = {}): string {
  const subject =
    options.user === undefined
      ? { kind: "ServiceAccount", name: clusterUser, namespace: serviceAccountNamespace }
      : { kind: "User", name: options.user, apiGroup: "rbac.authorization.k8s.io" };
  return [
    "# Rights of Halcyon in this cluster: it reads, and writes only as a person with the group of the act.",
    ...(options.user === undefined ? [serviceAccount()] : []),
    roleAndBinding("halcyon:reader", readerRules, subject),
    ...clusterActs.map((act) =>
      roleAndBinding(groupOfAct(act), actRules[act], {
        kind: "Group",
        name: groupOfAct(act),
        apiGroup: "rbac.authorization.k8s.io",
      }),
    ),
  ].join("\n---\n");
}

function serviceAccount(): string {
  const meta = (name: string) => `metadata:\n  name: ${name}\n  namespace: ${serviceAccountNamespace}`;
  return [
    `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${serviceAccountNamespace}`,
    `apiVersion: v1\nkind: ServiceAccount\n${meta(clusterUser)}`,
    "# The token to register with: kubectl -n halcyon-system get secret halcyon-token -o jsonpath='{.data.token}' | base64 -d\n" +
      `apiVersion: v1\nkind: Secret\n${meta("halcyon-token")}\n  annotations:\n    kubernetes.io/service-account.name: ${clusterUser}\n` +
      "type: kubernetes.io/service-account-token",
  ].join("\n---\n");
}

function roleAndBinding(
  name: string,
  rules: readonly AccessRule[],
  subject: Readonly<Record<string, string>>,
): string {
  const list = (values: readonly string[]) => JSON.stringify(values);
  const ruleText = rules.flatMap((rule) => [
    `  - apiGroups: ${list(rule.apiGroups)}`,
    `    resources: ${list(rule.resources)}`,
    `    verbs: ${list(rule.verbs)}`,
    ...(rule.resourceNames ? [`    resourceNames: ${list(rule.resourceNames)}`] : []),
  ]);
  const head = (kind: string) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata:\n  name: ${JSON.stringify(name)}`;
  const fields = Object.entries(subject).map(
    ([key, value], at) => `${at === 0 ? "  - " : "    "}${key}: ${JSON.stringify(value)}`,
  );
  return [
    `${head("ClusterRole")}\nrules:\n${ruleText.join("\n")}`,
    `${head("ClusterRoleBinding")}\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: ${JSON.stringify(name)}\nsubjects:\n${fields.join("\n")}`,
  ].join("\n---\n");
}
