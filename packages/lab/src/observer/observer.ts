import { maxInstances, minReady } from "./assertions.ts";
import { createObserverClient, ObserverHttpError, type ObserverTarget } from "./client.ts";
import { between, createHistory, type Mark } from "./history.ts";
import { byImage, type ObservedPod, type Snapshot, type VersionOf } from "./snapshot.ts";

export interface ObserverOptions extends ObserverTarget {
  namespace: string;
  /** Label selector; default all pods of the namespace. */
  selector?: string;
  /** Default: the first container's image. */
  versionOf?: VersionOf;
}

/** Watches the pods of a namespace and keeps their whole history, in the order of the cluster's own revisions. */
export interface Observer {
  /** Every revision at which a pod changed, oldest first. Throws when the history could not be kept complete. */
  history(): Snapshot[];
  current(): Snapshot;
  pods(): ObservedPod[];
  /** The most instances a version ever had. */
  max(version: string, since?: Mark): number;
  /** The fewest Ready instances there ever were. */
  minReady(since?: Mark): number;
  /** Waits until everything the API server had written by now is in the history, then notes that moment. */
  mark(label: string, options?: { timeoutMs?: number; signal?: AbortSignal }): Promise<Mark>;
  between(from?: Mark, to?: Mark): Snapshot[];
  /** Waits until a snapshot satisfies the predicate: the current one, or one to come. */
  until(
    predicate: (snapshot: Snapshot) => boolean,
    options?: { timeoutMs?: number; signal?: AbortSignal },
  ): Promise<Snapshot>;
  stop(): Promise<void>;
}

/** The observer cannot answer: it lost history, or what it waited for did not happen. */
export class ObserverError extends Error {
  readonly code: "observer_lost_history" | "observer_timeout";

  constructor(code: ObserverError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ObserverError";
    this.code = code;
  }
}

interface PodList {
  metadata: { resourceVersion: string };
  items: ObservedPod[];
}

type WatchEvent =
  | { type: "ADDED" | "MODIFIED" | "DELETED"; object: ObservedPod }
  | { type: "BOOKMARK"; object: { metadata: { resourceVersion: string } } }
  | { type: "ERROR"; object: { code: number; message: string } };

/** More missing revisions than this are not filled in one by one; the observer fails instead. */
const widestGap = 20_000;

/**
 * Starts observing. After a broken watch it goes on from the last revision it has seen. When the API server no longer
 * has the events since then (410, as after its restart), it reads the state at each missing revision from etcd's
 * history, so nothing is skipped; when that is gone too, every later question fails with `observer_lost_history`.
 */
export async function startObserver(options: ObserverOptions): Promise<Observer> {
  const client = createObserverClient(options);
  const history = createHistory(options.versionOf ?? byImage);
  const over = new AbortController();
  const changed = new Set<() => void>();
  let failure: Error | undefined;

  const path = (query: Record<string, string>) => {
    const search = new URLSearchParams(
      options.selector ? { labelSelector: options.selector, ...query } : query,
    );
    return `/api/v1/namespaces/${options.namespace}/pods?${search}`;
  };
  const list = (query: Record<string, string>) =>
    client.getJson<PodList>(path(query), AbortSignal.any([over.signal, AbortSignal.timeout(10_000)]));
  const notify = () => {
    for (const listener of changed) listener();
  };

  /** Follows one watch until it ends. Throws `Gone` when its events are no longer to be had. */
  const follow = async () => {
    const from = path({ watch: "1", resourceVersion: String(history.rv()), allowWatchBookmarks: "true" });
    for await (const event of client.streamJson<WatchEvent>(from, over.signal)) {
      if (event.type === "ERROR") {
        throw new ObserverHttpError(event.object.code, from, event.object.message);
      }
      if (event.type === "BOOKMARK") history.advance(Number(event.object.metadata.resourceVersion));
      else history.apply(event.type, event.object);
      notify();
    }
  };

  /** Reads the state at every revision between the last known one and now. */
  const fillGap = async () => {
    const now = await list({ limit: "1" });
    const last = Number(now.metadata.resourceVersion);
    const missing = last - history.rv();
    if (missing > widestGap) throw new Error(`${missing} revisions are missing, more than ${widestGap}`);
    for (let rv = history.rv() + 1; rv <= last; rv += 1) {
      const state = await list({ resourceVersion: String(rv), resourceVersionMatch: "Exact" });
      history.replace(rv, state.items, "GAP");
    }
    notify();
  };

  const fail = (cause: unknown) => {
    failure = new ObserverError(
      "observer_lost_history",
      `the observer of ${options.namespace} at ${options.server} lost history after revision ${history.rv()}: ${String(cause)}`,
      { cause },
    );
    notify();
  };

  const run = async () => {
    while (!over.signal.aborted && !failure) {
      try {
        await follow();
      } catch (error) {
        if (over.signal.aborted) return;
        if (isGone(error))
          await fillGap().catch((cause) => (isGone(cause) || !isNetwork(cause) ? fail(cause) : undefined));
        else if (!isNetwork(error)) fail(error);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  const first = await list({});
  history.replace(Number(first.metadata.resourceVersion), first.items, "LIST");
  const running = run();

  const assertComplete = () => {
    if (failure) throw failure;
  };
  const waitFor = <T>(
    probe: () => T | undefined,
    what: string,
    wait: { timeoutMs?: number; signal?: AbortSignal },
  ) =>
    new Promise<T>((resolve, reject) => {
      const timeoutMs = wait.timeoutMs ?? 60_000;
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        changed.delete(look);
        wait.signal?.removeEventListener("abort", look);
        finish();
      };
      const look = () => {
        if (failure) return settle(() => reject(failure));
        if (wait.signal?.aborted) return settle(() => reject(wait.signal?.reason));
        if (over.signal.aborted) return settle(() => reject(new Error("the observer was stopped")));
        try {
          const found = probe();
          if (found !== undefined) settle(() => resolve(found));
        } catch (error) {
          settle(() => reject(error));
        }
      };
      const timer = setTimeout(() => {
        const last = history.snapshots.at(-1);
        const error = new ObserverError(
          "observer_timeout",
          `the observer of ${options.namespace} waited ${timeoutMs} ms for ${what}; last: revision ${history.rv()}, ${JSON.stringify(last?.pods)}`,
        );
        settle(() => reject(error));
      }, timeoutMs);
      changed.add(look);
      wait.signal?.addEventListener("abort", look);
      look();
    });

  const current = () => {
    assertComplete();
    return history.snapshots.at(-1) as Snapshot;
  };

  return {
    history: () => {
      assertComplete();
      return [...history.snapshots];
    },
    current,
    pods: () => {
      assertComplete();
      return history.pods();
    },
    max: (version, since) => maxInstances(history.snapshots, version, since ? { from: since } : {}),
    minReady: (since) => minReady(history.snapshots, since ? { from: since } : {}),
    between: (from, to) => {
      assertComplete();
      return between(history.snapshots, from, to);
    },
    async mark(label, wait = {}) {
      // A list without resourceVersion is consistent: it carries etcd's revision of now.
      const now = await list({});
      const rv = Number(now.metadata.resourceVersion);
      await waitFor(
        () => (covers(history.pods(), history.rv(), now) ? true : undefined),
        `mark "${label}"`,
        wait,
      );
      // Equal pods could hide one that came and went; its events are already on their way, and are given time to arrive.
      if (history.rv() < rv) await new Promise((resolve) => setTimeout(resolve, 50));
      assertComplete();
      return { label, rv, at: Date.now() };
    },
    until: (predicate, wait = {}) =>
      waitFor(() => (predicate(current()) ? current() : undefined), "a condition", wait),
    async stop() {
      over.abort();
      notify();
      await running;
      client.close();
    },
  };
}

/** True when everything in the list is in the history: it has passed the list's revision, or shows the very same pods. */
function covers(pods: ObservedPod[], rv: number, list: PodList): boolean {
  if (rv >= Number(list.metadata.resourceVersion)) return true;
  const known = new Map(pods.map((pod) => [pod.metadata.uid, pod.metadata.resourceVersion]));
  return (
    known.size === list.items.length &&
    list.items.every((pod) => known.get(pod.metadata.uid) === pod.metadata.resourceVersion)
  );
}

const isGone = (error: unknown) => error instanceof ObserverHttpError && error.status === 410;

/** What may pass: the API server is away, overloaded or starting; a stream was cut. */
function isNetwork(error: unknown): boolean {
  if (error instanceof ObserverHttpError)
    return error.status === 429 || error.status >= 500 || error.status === 403;
  return (
    error instanceof Error && !(error instanceof SyntaxError) && !/came after revision/.test(error.message)
  );
}
