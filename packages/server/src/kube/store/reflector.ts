import { setTimeout as delay } from "node:timers/promises";
import type { KubeClient } from "../client.ts";
import { hasReason, isExpired, KubeError, streamSilent } from "../errors.ts";
import type { KubeClock, KubeObject } from "../types.ts";
import { createBackoff } from "./backoff.ts";
import type { Gate } from "./gate.ts";
import { createObjects, type Objects, type Projected } from "./objects.ts";

/**
 * Follows one kind of object in one cluster: a list in pages, then a watch with bookmarks that is resumed from the
 * last resourceVersion seen. A new list is made only when the API server says the position is gone (410).
 *
 * Invariant: `position` is never ahead of `objects`; it moves only after the event that carries it was taken in.
 */
export interface Reflector<T extends Projected> {
  readonly objects: Objects<T>;
  status(): ReflectorStatus;
  /** Follows until `signal` aborts. Never throws: failures are waited out and shown in the status. */
  run(signal: AbortSignal): Promise<void>;
}

export interface ReflectorStatus {
  /** The first list is complete. */
  readonly synced: boolean;
  /** Why it is not following now; null while it is. */
  readonly failure: string | null;
  /** How often a whole list was made. */
  readonly lists: number;
}

export interface ReflectorDeps<T extends Projected> {
  readonly client: KubeClient;
  readonly path: string;
  /** Only objects whose labels match; one that no longer does is gone. */
  readonly labelSelector?: string;
  /** Null for an object not to be kept. */
  readonly project: (object: never) => T | null;
  /** Keys `project` does not read: cut out of lists before they are parsed. */
  readonly leaveOut?: readonly string[];
  /** Only metadata is asked for. */
  readonly metadataOnly?: boolean;
  /** A cluster that does not serve the kind, or does not let it be read, has none of it: that is no failure. */
  readonly optional?: boolean;
  readonly onChange: (type: "upsert" | "delete", object: T, before: T | undefined) => void;
  /** Something came from the API server that proves the connection. */
  readonly onHeard: () => void;
  /** After a failure: waits until the cluster answers again, and is the same one. */
  readonly admit: (error: unknown, signal: AbortSignal) => Promise<void>;
  /** Keeps at most so many, the latest by `time`; all unless told. */
  readonly bound?: { readonly most: number; readonly time: (object: T) => number };
  /** Lists of one cluster take turns: their connections and their work come one after the other. */
  readonly gate: Gate;
  readonly clock: KubeClock;
  readonly random: () => number;
  readonly pageSize?: number;
  readonly baseMs?: number;
  readonly maxMs?: number;
}

const pageSizeDefault = 500;
const shortLivedMs = 5_000;
/** Between two tries of a kind that a cluster does not serve. */
const absentMs = 60_000;
/** A watch asks to be ended by the server after 5 to 10 minutes, so that they do not all end together. */
const watchSeconds = { least: 300, spread: 300 };

export function createReflector<T extends Projected>(deps: ReflectorDeps<T>): Reflector<T> {
  const objects = createObjects<T>();
  const backoff = createBackoff({
    baseMs: deps.baseMs ?? 500,
    maxMs: deps.maxMs ?? 30_000,
    random: deps.random,
  });
  let position: string | null = null;
  let synced = false;
  let failure: string | null = null;
  let lists = 0;
  const selected = deps.labelSelector === undefined ? {} : { labelSelector: deps.labelSelector };

  function take(object: T): void {
    deps.onChange("upsert", object, objects.put(object));
    // A quarter above the bound, so that the sorting is paid once for many.
    if (deps.bound && objects.size > deps.bound.most * 1.25) trim(deps.bound);
  }

  function trim(bound: NonNullable<ReflectorDeps<T>["bound"]>): void {
    const oldestFirst = [...objects.all()].sort((a, b) => bound.time(a) - bound.time(b));
    for (const object of oldestFirst.slice(0, -bound.most)) drop(object.namespace, object.uid);
  }

  function drop(namespace: string, uid: string): void {
    const before = objects.remove(namespace, uid);
    if (before) deps.onChange("delete", before, before);
  }

  async function list(signal: AbortSignal): Promise<string> {
    // What is not met again in the new list is gone. Kept as uid -> namespace; empty at the first list.
    const unseen = new Map<string, string>();
    for (const object of objects.all()) unseen.set(object.uid, object.namespace);
    let next: string | undefined;
    for (;;) {
      const query = {
        ...selected,
        limit: deps.pageSize ?? pageSizeDefault,
        ...(next === undefined ? {} : { continue: next }),
      };
      const page = await deps.client.listEach<never>(
        deps.path,
        query,
        (item) => {
          const object = deps.project(item);
          if (!object) return;
          unseen.delete(object.uid);
          take(object);
        },
        { signal, leaveOut: deps.leaveOut ?? [], metadataOnly: deps.metadataOnly ?? false },
      );
      deps.onHeard();
      next = page.metadata.continue || undefined;
      if (next === undefined) {
        for (const [uid, namespace] of unseen) drop(namespace, uid);
        lists++;
        return page.metadata.resourceVersion;
      }
    }
  }

  async function watch(from: string, signal: AbortSignal): Promise<void> {
    const query = {
      ...selected,
      metadataOnly: deps.metadataOnly ?? false,
      resourceVersion: from,
      timeoutSeconds: Math.round(watchSeconds.least + deps.random() * watchSeconds.spread),
      onOpen() {
        failure = null;
        deps.onHeard();
      },
    };
    for await (const event of deps.client.watch<KubeObject>(deps.path, query, signal)) {
      deps.onHeard();
      backoff.reset();
      const { metadata } = event.object;
      if (event.type === "DELETED") {
        drop(metadata.namespace ?? "", metadata.uid);
      } else if (event.type !== "BOOKMARK") {
        const object = deps.project(event.object as never);
        if (object) take(object);
        else drop(metadata.namespace ?? "", metadata.uid);
      }
      position = metadata.resourceVersion;
    }
  }

  async function follow(signal: AbortSignal): Promise<void> {
    if (position === null) {
      position = await deps.gate.pass(() => list(signal));
      synced = true;
      failure = null;
    }
    const opened = deps.clock.monotonic();
    try {
      await watch(position, signal);
    } catch (error) {
      // Nothing came for longer than bookmarks take: a new watch tells whether it is only quiet.
      if (!hasReason(error, streamSilent)) throw error;
    }
    // The server ends watches as asked. One that ends at once, again and again, must not spin.
    if (deps.clock.monotonic() - opened < shortLivedMs) await delay(backoff.next(), undefined, { signal });
    else backoff.reset();
  }

  return {
    objects,
    status: () => ({ synced, failure, lists }),
    async run(signal) {
      while (!signal.aborted) {
        try {
          await follow(signal);
        } catch (error) {
          if (signal.aborted) return;
          if (isExpired(error)) position = null;
          if (deps.optional && hasReason(error, "NotFound", "Forbidden")) {
            await goneFor(signal).catch(() => undefined);
            continue;
          }
          failure = describe(error);
          await waitAfter(error, signal).catch(() => undefined);
        }
      }
    },
  };

  async function goneFor(signal: AbortSignal): Promise<void> {
    position = null;
    synced = true;
    failure = null;
    for (const { namespace, uid } of [...objects.all()]) drop(namespace, uid);
    await delay(absentMs * (0.75 + deps.random() / 2), undefined, { signal });
  }

  async function waitAfter(error: unknown, signal: AbortSignal): Promise<void> {
    const asked = error instanceof KubeError ? error.retryAfterMs : null;
    await delay(Math.max(asked ?? 0, backoff.next()), undefined, { signal });
    await deps.admit(error, signal);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
