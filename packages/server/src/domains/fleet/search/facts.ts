import type { CachedKinds } from "#kube/store/cluster-cache.ts";

/** Kinds that can be searched, in the order in which equally good matches are shown. */
export const searchKinds = ["deployment", "service", "ingress", "hpa", "node", "pod"] as const;
export type SearchKind = (typeof searchKinds)[number];

/** What the cache calls each kind. */
export const cachedKindOf = {
  deployment: "deployments",
  service: "services",
  ingress: "ingresses",
  hpa: "hpas",
  node: "nodes",
  pod: "pods",
} as const satisfies Record<SearchKind, keyof CachedKinds>;

/** Record type by the search's name of a kind. */
export type RecordOf<K extends SearchKind> = CachedKinds[(typeof cachedKindOf)[K]];
export type SearchRecord = RecordOf<SearchKind>;

/** What of an object can be searched. Empty for what a kind does not have. */
export interface Facts {
  readonly name: string;
  readonly namespace: string;
  readonly app: string;
  readonly node: string;
  readonly phase: string;
  readonly reason: string;
  /** What made it: of a Deployment's pod the Deployment. */
  readonly owner: string;
  /** How it is to be taken: `Failing`, `Short`; empty when nothing is wrong with it. For the filter `phase:` alone. */
  readonly standing: string;
  readonly ip: string;
  readonly hostIp: string;
  readonly images: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Only for plain words: hosts and paths of an ingress, the target of an HPA. */
  readonly other: string;
}

const noImages: readonly string[] = Object.freeze([]);

/** What says that an object is an app's of Halcyon. */
export const appLabel = "halcyon.dev/app";

/** The app an object belongs to, by its labels; empty when they do not say. */
export function appOf(labels: Readonly<Record<string, string>>): string {
  return labels[appLabel] ?? labels["app.kubernetes.io/name"] ?? labels["app"] ?? "";
}

/** The Deployment a pod was made for, else what its owner reference names. */
function ownerOf({ ownerName, labels }: RecordOf<"pod">): string {
  const hash = labels["pod-template-hash"];
  return hash !== undefined && ownerName.endsWith(`-${hash}`)
    ? ownerName.slice(0, -hash.length - 1)
    : ownerName;
}

/** Neither Ready nor on an ordinary way there. */
export function isFailing(pod: Pick<RecordOf<"pod">, "ready" | "phase" | "terminating" | "reason">): boolean {
  if (pod.ready || pod.terminating || pod.phase === "Succeeded") return false;
  return pod.reason !== "" || pod.phase === "Failed";
}

/** With fewer available than wanted. */
export function isShort(deployment: Pick<RecordOf<"deployment">, "available" | "replicas">): boolean {
  return deployment.available < deployment.replicas;
}

/** @returns what is searched of a record */
export function factsOf(kind: SearchKind, record: SearchRecord): Facts {
  const common = {
    name: record.name,
    namespace: record.namespace,
    app: appOf(record.labels),
    labels: record.labels,
    node: "",
    phase: "",
    reason: "",
    owner: "",
    standing: "",
    ip: "",
    hostIp: "",
    images: noImages,
    other: "",
  };
  switch (kind) {
    case "pod": {
      const pod = record as RecordOf<"pod">;
      const { node, phase, reason, ip, hostIp, images } = pod;
      const standing = isFailing(pod) ? "Failing" : "";
      return { ...common, owner: ownerOf(pod), node, phase, reason, standing, ip, hostIp, images };
    }
    case "node": {
      const { ready, unschedulable, ip } = record as RecordOf<"node">;
      const phase = ready ? "Ready" : "NotReady";
      return { ...common, phase, reason: unschedulable ? "Cordoned" : "", ip, hostIp: ip, node: record.name };
    }
    case "deployment": {
      const deployment = record as RecordOf<"deployment">;
      return { ...common, standing: isShort(deployment) ? "Short" : "", images: deployment.images };
    }
    case "service":
      return { ...common, ip: (record as RecordOf<"service">).clusterIp };
    case "ingress":
      return { ...common, other: (record as RecordOf<"ingress">).rules.join("\n") };
    case "hpa":
      return { ...common, other: (record as RecordOf<"hpa">).target };
  }
}
