/** How rooms stand: what of their numbers is trouble, and how much of one. */
import type { ClusterSummary, Overview, Release } from "@halcyon/contracts";

export type RoomView = Overview["rooms"][number];

export type TroubleKind =
  | "unreachable"
  | "replaced"
  | "stale"
  | "nodesDown"
  | "podsFailing"
  | "deploymentsShort"
  | "drift"
  | "stopped";

export interface Trouble {
  readonly kind: TroubleKind;
  readonly tone: "bad" | "warn";
  readonly room: string;
  /** Empty for a release's. */
  readonly cluster: string;
  /** How many, where that says something. */
  readonly count: number;
  /** Since when a cluster is silent; null when it was never heard. */
  readonly since: string | null;
  /** Empty for a cluster's. */
  readonly release: string;
}

export interface RoomStanding {
  readonly room: RoomView;
  readonly tone: "good" | "warn" | "bad" | "idle";
  readonly troubles: readonly Trouble[];
  /** Releases under way that have a target here. */
  readonly releases: readonly Release[];
}

/** Rooms with their trouble, in their usual order. */
export function standingsOf(rooms: readonly RoomView[], releases: readonly Release[]): RoomStanding[] {
  return rooms.map((room) => standingOf(room, releases));
}

function standingOf(room: RoomView, releases: readonly Release[]): RoomStanding {
  const here = releases.filter(
    (release) => hasBegun(release) && release.targets.some((target) => target.room === room.name),
  );
  const troubles = [
    ...room.clusters.flatMap((cluster) => troublesOfCluster(room.name, cluster)),
    ...here.flatMap((release) => troublesOfRelease(room.name, release)),
  ].toSorted((a, b) => Number(a.tone === "warn") - Number(b.tone === "warn"));
  const tone = troubles[0]?.tone ?? (room.clusters.length === 0 ? "idle" : "good");
  return { room, tone, troubles, releases: here };
}

/** Whether it has moved anything, so that where it stands says something of a room. */
export function hasBegun({ state }: Pick<Release, "state">): boolean {
  return state !== "planned" && state !== "approved";
}

function troublesOfCluster(room: string, cluster: ClusterSummary): Trouble[] {
  const base = { room, cluster: cluster.name, count: 0, since: cluster.lastSyncAt, release: "" };
  // What is not fresh is old: its numbers are not today's trouble.
  if (cluster.state === "unreachable" || cluster.state === "replaced") {
    return [{ ...base, kind: cluster.state, tone: "bad" }];
  }
  if (cluster.state === "stale") return [{ ...base, kind: "stale", tone: "warn" }];
  const down = cluster.nodes.total - cluster.nodes.ready;
  const counted = [
    ["nodesDown", down, down === cluster.nodes.total ? "bad" : "warn"],
    ["podsFailing", cluster.pods.failing, "warn"],
    ["deploymentsShort", cluster.deployments.short, "warn"],
  ] as const;
  return counted
    .filter(([, count]) => count > 0)
    .map(([kind, count, tone]) => ({ ...base, kind, count, tone }));
}

function troublesOfRelease(room: string, { id, state, targets }: Release): Trouble[] {
  const base = { room, cluster: "", count: 0, since: null, release: id };
  const drifted = targets.some((target) => target.room === room && target.drift !== null);
  if (drifted) return [{ ...base, kind: "drift", tone: "bad" }];
  return state === "stopped" ? [{ ...base, kind: "stopped", tone: "warn" }] : [];
}
