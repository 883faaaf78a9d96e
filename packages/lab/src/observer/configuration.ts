/**
 * What pods are configured with, as the cluster itself has it: at every revision, each pod's variables and files with the
 * content of the ConfigMaps and Secrets they come from. Shares no code with what renders, applies or prunes them.
 */
import { createObserverClient, type ObserverClient, type ObserverTarget } from "./client.ts";
import {
  type ConfiguredPod,
  type ConfigurationObject,
  type ObjectKind,
  resolve,
  type Resolved,
} from "./configuration-of-pod.ts";
import { ObserverError } from "./observer.ts";

/** How one pod was configured from a revision on. */
export interface PodConfiguration extends Resolved {
  readonly rv: number;
  readonly pod: string;
  /** Of its first container. */
  readonly image: string;
}

export interface ConfigurationObserver {
  /** Waits until everything written by now is known. */
  mark(): Promise<void>;
  /** Each pod's configuration whenever it, or an object it names, changed; in the cluster's own order. */
  history(): PodConfiguration[];
  /** The ConfigMaps and Secrets that are there now, as `Secret/name`. */
  objects(): string[];
  stop(): Promise<void>;
}

const resources = { Pod: "pods", ConfigMap: "configmaps", Secret: "secrets" } as const;
type Kind = keyof typeof resources;
const kinds: readonly Kind[] = ["Pod", "ConfigMap", "Secret"];

type Watched = ConfiguredPod | ConfigurationObject;
interface Change {
  readonly rv: number;
  readonly kind: Kind;
  /** Null: it is gone. */
  readonly object: Watched | null;
  readonly name: string;
}
interface List {
  metadata: { resourceVersion: string };
  items: Watched[];
}
interface WatchEvent {
  type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  object: Watched & { message?: string };
}

/** Starts observing a namespace, which need not be there yet. What was there before is taken as it is now. */
export async function observeConfiguration(
  target: ObserverTarget & { namespace: string },
): Promise<ConfigurationObserver> {
  const client = createObserverClient(target);
  const over = new AbortController();
  const changes: Change[] = [];
  const known = new Map<Kind, Map<string, string>>();
  const listeners = new Set<() => void>();
  let failure: Error | null = null;

  const note = (kind: Kind, type: string, object: Watched) => {
    const { name, uid, resourceVersion } = object.metadata;
    const gone = type === "DELETED";
    if (gone) known.get(kind)?.delete(uid);
    else known.get(kind)?.set(uid, resourceVersion);
    changes.push({ rv: Number(resourceVersion), kind, name, object: gone ? null : object });
    for (const listener of listeners) listener();
  };

  async function follow(kind: Kind, since: string): Promise<void> {
    let rv = since;
    while (!over.signal.aborted) {
      const path = pathOf(target.namespace, kind, { watch: "1", resourceVersion: rv });
      for await (const { type, object } of client.streamJson<WatchEvent>(path, over.signal)) {
        if (type === "ERROR") throw new Error(object.message ?? "the watch failed");
        rv = object.metadata.resourceVersion;
        note(kind, type, object);
      }
    }
  }

  const running: Promise<void>[] = [];
  for (const kind of kinds) {
    const { metadata, items } = await list(client, target.namespace, kind, over.signal);
    known.set(kind, new Map());
    for (const item of items) note(kind, "ADDED", item);
    const followed = follow(kind, metadata.resourceVersion).catch((cause: unknown) => {
      if (over.signal.aborted) return;
      const message = `the observer of ${target.namespace}'s ${resources[kind]} lost history: ${String(cause)}`;
      failure = new ObserverError("observer_lost_history", message, { cause });
      for (const listener of listeners) listener();
    });
    running.push(followed);
  }
  const assertComplete = () => {
    if (failure !== null) throw failure;
  };

  return {
    async mark() {
      for (const kind of kinds) {
        const now = await list(client, target.namespace, kind, over.signal);
        const seen = () => failure !== null || covers(changes, kind, known.get(kind), now);
        if (seen()) continue;
        const { promise, resolve: done } = Promise.withResolvers<void>();
        const look = () => (seen() ? done() : undefined);
        listeners.add(look);
        await promise;
        listeners.delete(look);
      }
      assertComplete();
    },
    history() {
      assertComplete();
      return replay(changes);
    },
    objects() {
      assertComplete();
      const there = new Set<string>();
      for (const { kind, name, object } of inOrder(changes)) {
        if (object === null) there.delete(`${kind}/${name}`);
        else if (kind !== "Pod") there.add(`${kind}/${name}`);
      }
      return [...there];
    },
    async stop() {
      over.abort();
      await Promise.all(running);
      client.close();
    },
  };
}

/** Resource versions of one etcd are in one order, whatever the kind. */
const inOrder = (changes: readonly Change[]) => [...changes].sort((a, b) => a.rv - b.rv);

/** The state at each revision, looked at as a whole each time: slow, and impossible to get out of step. */
function replay(changes: readonly Change[]): PodConfiguration[] {
  const pods = new Map<string, ConfiguredPod>();
  const objects = new Map<`${ObjectKind}/${string}`, ConfigurationObject>();
  const told = new Map<string, string>();
  const history: PodConfiguration[] = [];
  for (const { rv, kind, name, object } of inOrder(changes)) {
    if (kind === "Pod") {
      if (object === null) pods.delete(name);
      else pods.set(name, object as ConfiguredPod);
    } else if (object === null) objects.delete(`${kind}/${name}`);
    else objects.set(`${kind}/${name}`, object);
    for (const [pod, { metadata, spec }] of pods) {
      const resolved = resolve(spec, objects);
      const state = JSON.stringify([metadata.uid, resolved]);
      if (told.get(pod) === state) continue;
      told.set(pod, state);
      history.push({ rv, pod, image: spec.containers[0]?.image ?? "", ...resolved });
    }
  }
  return history;
}

/** Everything listed is known; what came and went since shows as a later change. */
function covers(
  changes: readonly Change[],
  kind: Kind,
  known: ReadonlyMap<string, string> | undefined,
  { metadata, items }: List,
): boolean {
  if (changes.some((one) => one.kind === kind && one.rv >= Number(metadata.resourceVersion))) return true;
  return (
    known?.size === items.length &&
    items.every((item) => known.get(item.metadata.uid) === item.metadata.resourceVersion)
  );
}

function list(client: ObserverClient, namespace: string, kind: Kind, signal: AbortSignal): Promise<List> {
  return client.getJson<List>(
    pathOf(namespace, kind, {}),
    AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
  );
}

function pathOf(namespace: string, kind: Kind, query: Record<string, string>): string {
  return `/api/v1/namespaces/${namespace}/${resources[kind]}?${new URLSearchParams(query)}`;
}
