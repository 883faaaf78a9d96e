/** Where an app runs, with how many instances: a spec's rooms and clusters against those there are. Pure. */
import { type AppSpec, type SpecIssue, workloadName } from "@halcyon/contracts";
import { nearest } from "../spec/suggest.ts";
import type { AppTarget, Place } from "../types.ts";

export interface KnownPlaces {
  readonly rooms: readonly string[];
  readonly clusters: readonly Place[];
}

export interface ResolvedTargets {
  /** In the order of rooms as the spec lists them, then of cluster names. */
  readonly targets: readonly AppTarget[];
  readonly issues: readonly SpecIssue[];
}

/**
 * A room's number is the room's total. Clusters named themselves take theirs from it, the room's others
 * share the rest evenly, the first by name getting what does not divide. A name that is both a room and a
 * cluster means the room.
 */
export function resolveTargets(spec: AppSpec, namespace: string, known: KnownPlaces): ResolvedTargets {
  const issues: SpecIssue[] = [];
  const replicas = new Map<string, number>();
  const places = new Map(known.clusters.map((place) => [place.cluster, place]));
  const isRoom = (key: string) =>
    known.rooms.includes(key) || known.clusters.some(({ room }) => room === key);
  const order: string[] = [];

  for (const [key, count] of Object.entries(spec.replicas)) {
    if (isRoom(key)) continue;
    if (places.has(key)) replicas.set(key, count);
    else issues.push(unknownPlace(["replicas", key], key, known));
  }
  for (const [key, count] of Object.entries(spec.replicas)) {
    if (!isRoom(key)) {
      order.push(places.get(key)?.room ?? key);
      continue;
    }
    order.push(key);
    const clusters = clustersOf(known, key);
    const own = clusters.filter((cluster) => replicas.has(cluster));
    const rest = count - own.reduce((sum, cluster) => sum + (replicas.get(cluster) ?? 0), 0);
    const others = clusters.filter((cluster) => !replicas.has(cluster));
    if (spec.kind === "DaemonSet" && clusters.length > 0) {
      // One on every node of each cluster: there is nothing to split.
      for (const cluster of others) replicas.set(cluster, count);
      continue;
    }
    if (clusters.length === 0) {
      issues.push({
        path: ["replicas", key],
        message: `room ${key} has no cluster yet`,
        hint: "leave it out until it has one",
      });
    } else if (rest < 0 || (others.length === 0 && rest !== 0)) {
      issues.push({
        path: ["replicas", key],
        message: `room ${key} has ${count} in all, and its clusters ${own.join(", ")} have ${count - rest}`,
        hint: `write ${key}: ${count - rest}, or fewer for the clusters`,
      });
    } else {
      for (const [index, share] of splitEvenly(rest, others.length).entries())
        replicas.set(others[index] ?? "", share);
    }
  }

  const rank = (place: Place) => order.indexOf(place.room);
  const chosen = known.clusters
    .filter(({ cluster }) => replicas.has(cluster))
    .sort((a, b) => rank(a) - rank(b) || (a.cluster < b.cluster ? -1 : 1));
  const targets = chosen.map((place): AppTarget => {
    const count = replicas.get(place.cluster) ?? 0;
    return {
      cluster: place.cluster,
      room: place.room,
      namespace,
      workload: workloadName(spec, place.cluster),
      replicas: count,
      floorUnavailable: Math.min(count, share(spec.unavailable ?? 0, count, Math.floor)),
      autoscaled: count === 0 ? null : boundsFor(spec, place, known),
    };
  });
  issues.push(...checkTargets(spec, targets), ...checkScalingPlaces(spec, targets, known));
  return { targets, issues };
}

/** `total` over `parts`, differing by at most one, larger shares first. */
export function splitEvenly(total: number, parts: number): number[] {
  const base = Math.floor(total / Math.max(1, parts));
  return Array.from({ length: parts }, (_, index) => base + (index < total - base * parts ? 1 : 0));
}

function share(value: number | string, of: number, round: (value: number) => number): number {
  return typeof value === "number" ? value : round((Number.parseInt(value, 10) * of) / 100);
}

function clustersOf(known: KnownPlaces, room: string): string[] {
  return known.clusters
    .filter((place) => place.room === room)
    .map(({ cluster }) => cluster)
    .sort();
}

/** A cluster's own bounds, else its share of the room's, else its share of the app's. */
function boundsFor(spec: AppSpec, place: Place, known: KnownPlaces): { min: number; max: number } | null {
  const scaling = spec.autoscaling;
  if (scaling === undefined) return keptBounds(spec);
  const siblings = clustersOf(known, place.room);
  const rooms = scaling.rooms ?? {};
  const own = place.cluster === place.room ? undefined : rooms[place.cluster];
  if (own !== undefined) return { min: own.min, max: own.max };
  const bounds = rooms[place.room] ?? scaling;
  const index = siblings.indexOf(place.cluster);
  const min = Math.max(1, splitEvenly(bounds.min, siblings.length)[index] ?? bounds.min);
  return { min, max: Math.max(min, splitEvenly(bounds.max, siblings.length)[index] ?? bounds.max) };
}

/** Of an autoscaler that was kept as it was. */
function keptBounds({ adopted }: AppSpec): { min: number; max: number } | null {
  const scaler = adopted?.objects.find(({ kind }) => kind === "HorizontalPodAutoscaler");
  if (scaler === undefined) return null;
  const { minReplicas, maxReplicas } = (scaler["spec"] ?? {}) as {
    minReplicas?: unknown;
    maxReplicas?: unknown;
  };
  const [min, max] = [Number(minReplicas ?? 1), Number(maxReplicas)];
  return Number.isInteger(min) && Number.isInteger(max) ? { min, max: Math.max(min, max) } : null;
}

function checkTargets(spec: AppSpec, targets: readonly AppTarget[]): SpecIssue[] {
  const issues: SpecIssue[] = [];
  for (const { cluster, replicas, floorUnavailable, autoscaled } of targets) {
    if (replicas === 0) continue;
    const missing = spec.strategy.maxUnavailable ?? spec.unavailable ?? 0;
    const mayMiss = share(missing, replicas, Math.floor);
    if (share(spec.strategy.maxSurge, replicas, Math.ceil) === 0 && mayMiss === 0) {
      // Kubernetes would then take one instance away all the same.
      issues.push({
        path: spec.strategy.maxUnavailable === undefined ? ["unavailable"] : ["strategy", "maxUnavailable"],
        message: `${missing} of ${replicas} in ${cluster} is none, and there is no surge: nothing can roll`,
        hint: "write strategy.maxSurge: 1, or a number",
      });
    }
    if (mayMiss > floorUnavailable) {
      issues.push({
        path: ["strategy", "maxUnavailable"],
        message: `${missing} missing instances of ${replicas} in ${cluster} break the serving floor of ${replicas - floorUnavailable}`,
        hint: "write the same as `unavailable`, or leave it out",
      });
    }
    const kept = spec.disruption?.minAvailable;
    const least = autoscaled?.min ?? replicas;
    if (kept !== undefined && share(kept, least, Math.ceil) >= least) {
      issues.push({
        path: ["disruption", "minAvailable"],
        message: `${kept} of ${least} in ${cluster} are all of them: no node there could be drained`,
        hint: "write less, or maxUnavailable: 1",
      });
    }
    if (autoscaled !== null && (replicas < autoscaled.min || replicas > autoscaled.max)) {
      issues.push({
        path: ["replicas"],
        message: `${cluster} begins with ${replicas}, outside of its autoscaling bounds ${autoscaled.min} to ${autoscaled.max}`,
        hint: `write a number from ${autoscaled.min} to ${autoscaled.max}, or 0 to run none there`,
      });
    }
  }
  return issues;
}

function checkScalingPlaces(spec: AppSpec, targets: readonly AppTarget[], known: KnownPlaces): SpecIssue[] {
  return Object.keys(spec.autoscaling?.rooms ?? {}).flatMap((key) => {
    const path = ["autoscaling", "rooms", key];
    if (targets.some(({ cluster, room }) => cluster === key || room === key)) return [];
    if (!known.rooms.includes(key) && !known.clusters.some(({ cluster }) => cluster === key)) {
      return [unknownPlace(path, key, known)];
    }
    return [
      {
        path,
        message: `the app does not run in ${key}`,
        hint: `add ${key} to replicas, or leave it out here`,
      },
    ];
  });
}

function unknownPlace(path: string[], key: string, known: KnownPlaces): SpecIssue {
  const names = [...new Set([...known.rooms, ...known.clusters.map(({ cluster }) => cluster)])].sort();
  const near = nearest(key, names);
  const some = names.slice(0, 12).join(", ");
  return {
    path,
    message: `there is no room or cluster ${key}`,
    hint:
      near !== null
        ? `did you mean ${near}?`
        : names.length === 0
          ? "no room is registered yet"
          : `there are: ${some}`,
  };
}
