import type { ComponentPaths } from "#components/ensure.ts";
import type { Progress } from "#progress.ts";
import type { ApiRequestOptions } from "#room/api.ts";

/** The processes of a room, in the order they are started. */
export const roomComponents = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
] as const;

export type RoomComponent = (typeof roomComponents)[number];

/** The identities a room knows; each has a bearer token. */
export const roomUsers = [
  "admin",
  "halcyon",
  "system:kube-controller-manager",
  "system:kube-scheduler",
  "kwok",
] as const;

export type RoomUser = (typeof roomUsers)[number];

export interface RoomOptions {
  name: string;
  /** Everything of the room is in here. A directory used before keeps its ports, tokens and data. */
  dir: string;
  /** Which sixteenth of the address space is this room's: pod, node and service addresses. 0..15. */
  index?: number;
  nodes?: number;
  nodeCpu?: string;
  nodeMemory?: string;
  nodePods?: number;
  /** Requests a second of kube-controller-manager's clients (burst is twice that); Kubernetes' default is 20. */
  controllerQps?: number;
  /** Throw away an earlier run's cluster data first. */
  cleanEtcd?: boolean;
  /** etcd without fsync: for tests only, a power cut loses data. */
  unsafeNoFsync?: boolean;
  components?: ComponentPaths;
  progress?: Progress;
  signal?: AbortSignal;
}

/** One room: a whole Kubernetes control plane of its own, on loopback. */
export interface Room {
  readonly name: string;
  readonly dir: string;
  readonly index: number;
  /** `https://127.0.0.1:<port>` of its API server. */
  readonly server: string;
  /** PEM that verifies the API server. */
  readonly caData: string;
  readonly tokens: Record<RoomUser, string>;
  readonly kubeconfigs: { admin: string; halcyon: string };
  /** Serving certificate and key of the API server (valid for 127.0.0.1), for proxies before it. */
  readonly serving: { cert: string; key: string };
  /** The audit log (JSON lines): every write, with the impersonated user and groups. */
  readonly auditLog: string;
  /** A JSON request to the API server, as `admin` unless another token is given. Throws `ApiStatusError`. */
  // oxlint-disable-next-line typescript/no-explicit-any -- Kubernetes objects are open; tests name what they read
  api<T = any>(method: string, path: string, body?: unknown, options?: ApiRequestOptions): Promise<T>;
  /** Pid of a running component; undefined while it is down. */
  pid(component: RoomComponent): number | undefined;
  logFile(component: RoomComponent): string;
  /** kill -9, and wait until it is gone. */
  kill(component: RoomComponent): Promise<void>;
  /** SIGSTOP: it keeps its connections and answers nothing. */
  freeze(component: RoomComponent): void;
  /** SIGCONT. */
  thaw(component: RoomComponent): void;
  /** Starts a component that is down; does nothing when it runs. Does not wait for it to be ready. */
  start(component: RoomComponent): Promise<void>;
  /** Waits until the API server is ready, controllers work and all nodes are Ready. */
  waitReady(options?: { timeoutMs?: number; signal?: AbortSignal }): Promise<void>;
  /** Ends everything of the room; its data stays in `dir`. */
  stop(): Promise<void>;
}
