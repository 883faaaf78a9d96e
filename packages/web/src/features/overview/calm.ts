/**
 * Keeps tiles from jumping: a room that was in trouble keeps its place for a while after it is well again, so that one whose
 * pods crash and come back does not wander over the wall.
 */
import type { RoomStanding } from "./standing.ts";

const calmMs = 60_000;
const rank = { bad: 0, warn: 1, good: 2, idle: 3 } as const;

/** Puts rooms in order: the worst of the last minute first, otherwise as they come. */
export function createCalmOrder(): (standings: readonly RoomStanding[], now: number) => RoomStanding[] {
  const worst = new Map<string, { readonly rank: number; readonly at: number }>();
  return (standings, now) => {
    const rankOf = ({ room: { name }, tone }: RoomStanding) => {
      const before = worst.get(name);
      const current = rank[tone];
      if (before !== undefined && before.rank < current && now - before.at < calmMs) return before.rank;
      worst.set(name, { rank: current, at: now });
      return current;
    };
    const ranks = new Map(standings.map((standing) => [standing, rankOf(standing)]));
    return standings.toSorted((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  };
}
