import { countPods, type ObservedPod, type Snapshot, type VersionOf } from "./snapshot.ts";

/** A moment the observer has fully caught up with. */
export interface Mark {
  label: string;
  rv: number;
  at: number;
}

/** Keeps the pods as they are and a snapshot for every revision at which they changed. */
export interface History {
  readonly snapshots: Snapshot[];
  /** The last revision that is fully known, whether pods changed at it or not. */
  rv(): number;
  /** Replaces all pods by a complete list of a revision. Ignored when nothing changed since the last snapshot. */
  replace(rv: number, pods: readonly ObservedPod[], event: "LIST" | "GAP"): void;
  apply(type: "ADDED" | "MODIFIED" | "DELETED", pod: ObservedPod): void;
  /** Nothing relevant happened up to this revision. */
  advance(rv: number): void;
  pods(): ObservedPod[];
}

export function createHistory(versionOf: VersionOf, now: () => number = Date.now): History {
  const pods = new Map<string, ObservedPod>();
  const snapshots: Snapshot[] = [];
  let known = 0;
  const take = (rv: number, event: Snapshot["event"], pod?: string) =>
    snapshots.push({
      rv,
      at: now(),
      event,
      ...(pod ? { pod } : {}),
      pods: countPods(pods.values(), versionOf),
    });
  return {
    snapshots,
    rv: () => known,
    pods: () => [...pods.values()],
    replace(rv, list, event) {
      const same =
        list.length === pods.size &&
        list.every(
          (pod) => pods.get(pod.metadata.uid)?.metadata.resourceVersion === pod.metadata.resourceVersion,
        );
      pods.clear();
      for (const pod of list) pods.set(pod.metadata.uid, pod);
      known = Math.max(known, rv);
      if (!same || snapshots.length === 0) take(rv, event);
    },
    apply(type, pod) {
      const rv = Number(pod.metadata.resourceVersion);
      if (rv <= known) throw new Error(`event of ${pod.metadata.name} at ${rv} came after revision ${known}`);
      if (type === "DELETED") pods.delete(pod.metadata.uid);
      else pods.set(pod.metadata.uid, pod);
      known = rv;
      take(rv, type, pod.metadata.name);
    },
    advance(rv) {
      known = Math.max(known, rv);
    },
  };
}

/** The snapshots in force from one moment to another: those in between, and the one that held when it began. */
export function between(snapshots: readonly Snapshot[], from?: Mark, to?: Mark): Snapshot[] {
  const low = from?.rv ?? Number.NEGATIVE_INFINITY;
  const high = to?.rv ?? Number.POSITIVE_INFINITY;
  const inside = snapshots.filter((snapshot) => snapshot.rv > low && snapshot.rv <= high);
  const held = snapshots.findLast((snapshot) => snapshot.rv <= low);
  return held ? [held, ...inside] : inside;
}
