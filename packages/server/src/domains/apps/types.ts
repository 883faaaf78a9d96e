/** Shapes the apps domain shares with whoever releases its versions. */
import type { AppPolicy, AppSpec, AppTarget, BaseReference, VersionSource } from "@halcyon/contracts";

export type { AppTarget };

/** A Kubernetes object as rendered: plain JSON, keys in the order people write them. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Names one object in one cluster. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Manifests by cluster name, clusters in the order of their names. */
export type Rendering = Readonly<Record<string, readonly Manifest[]>>;

export interface AppRecord {
  readonly name: string;
  readonly team: string;
  readonly namespace: string;
  readonly policy: AppPolicy;
  /** Number of the latest version; null until the first apply. */
  readonly latest: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type VersionOrigin = "apply" | "image" | "restore";

/** One immutable version of an app, numbered from 1 without gaps. */
export interface AppVersionRecord {
  readonly app: string;
  readonly number: number;
  /** The YAML as it was written, comments included. */
  readonly text: string;
  readonly spec: AppSpec;
  readonly images: readonly string[];
  readonly targets: readonly AppTarget[];
  readonly rendering: Rendering;
  /** `sha256:...` over spec, targets and rendering. */
  readonly digest: string;
  /** Operations' bases it was rendered with, weakest first. */
  readonly bases: readonly BaseReference[];
  readonly origin: VersionOrigin;
  readonly basedOn: number | null;
  /** The file in Git it was imported from. */
  readonly source: VersionSource | null;
  readonly message: string;
  readonly author: { readonly id: string; readonly name: string };
  readonly createdAt: Date;
}

/** A version as it is about to be stored: everything but what the database gives it. */
export type VersionDraft = Omit<AppVersionRecord, "number" | "createdAt">;

/** A cluster as the renderer needs it. */
export interface Place {
  readonly cluster: string;
  readonly room: string;
}
