/** The parts of Kubernetes objects Halcyon reads. Unknown fields stay in the object: nothing is dropped on the way. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly {
    readonly manager?: string;
    readonly operation?: string;
    readonly time?: string;
    readonly subresource?: string;
  }[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
}

export interface KubeList<T> {
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly T[];
}

/** What a watch says. BOOKMARK carries only a resourceVersion. */
export interface WatchEvent<T = KubeObject> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: T;
}

/** How to sign in to one API server; inline values only. */
export interface KubeCredentials {
  /** https://host:port, without a path's trailing slash. */
  readonly server: string;
  /** PEM; the system's trust store when absent. */
  readonly ca?: string;
  readonly tlsServerName?: string;
  readonly token?: string;
  /** PEM both. */
  readonly clientCert?: { readonly cert: string; readonly key: string };
}

/** Time as kube/ needs it; platform's Clock fits. */
export interface KubeClock {
  now(): Date;
  monotonic(): number;
}
