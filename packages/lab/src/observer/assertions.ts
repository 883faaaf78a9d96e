import { between, type Mark } from "./history.ts";
import type { Snapshot } from "./snapshot.ts";

/** One revision at which a rule was broken. */
export interface Violation {
  rule: string;
  rv: number;
  at: number;
  found: number;
  allowed: number;
  snapshot: Snapshot;
}

interface Range {
  from?: Mark;
  to?: Mark;
}

/** Revisions at which a version had more instances than `limit`. */
export function neverAbove(
  history: readonly Snapshot[],
  rule: { version: string; limit: number } & Range,
): Violation[] {
  return check(history, rule, (snapshot) => {
    const found = snapshot.pods.byVersion[rule.version]?.instances ?? 0;
    return found > rule.limit
      ? { rule: `instances of ${rule.version} ≤ ${rule.limit}`, found, allowed: rule.limit }
      : undefined;
  });
}

/** Revisions at which fewer than `floor` instances, of whatever version, were Ready. */
export function neverBelowReady(history: readonly Snapshot[], rule: { floor: number } & Range): Violation[] {
  return check(history, rule, (snapshot) => {
    const found = snapshot.pods.ready;
    return found < rule.floor ? { rule: `ready ≥ ${rule.floor}`, found, allowed: rule.floor } : undefined;
  });
}

/** Revisions at which there were more instances, of all versions together, than `limit`. */
export function neverMoreInstances(
  history: readonly Snapshot[],
  rule: { limit: number } & Range,
): Violation[] {
  return check(history, rule, (snapshot) => {
    const found = snapshot.pods.instances;
    return found > rule.limit ? { rule: `instances ≤ ${rule.limit}`, found, allowed: rule.limit } : undefined;
  });
}

/** The most instances a version ever had in the range. */
export function maxInstances(history: readonly Snapshot[], version: string, range: Range = {}): number {
  return Math.max(
    0,
    ...inRange(history, range).map((snapshot) => snapshot.pods.byVersion[version]?.instances ?? 0),
  );
}

/** The fewest Ready instances there ever were in the range. */
export function minReady(history: readonly Snapshot[], range: Range = {}): number {
  return Math.min(...inRange(history, range).map((snapshot) => snapshot.pods.ready));
}

/** A line for an assertion's message: what was broken, when, and how it stood. */
export function describeViolation({ rule, rv, found, snapshot }: Violation): string {
  const versions = Object.entries(snapshot.pods.byVersion)
    .map(
      ([version, count]) =>
        `${version}: ${count.instances} (${count.ready} ready, ${count.terminating} terminating)`,
    )
    .join("; ");
  return `${rule} broken at revision ${rv} by ${found} after ${snapshot.event} ${snapshot.pod ?? ""}: ${versions}`;
}

function inRange(history: readonly Snapshot[], { from, to }: Range): Snapshot[] {
  return between(history, from, to);
}

function check(
  history: readonly Snapshot[],
  range: Range,
  judge: (snapshot: Snapshot) => Pick<Violation, "rule" | "found" | "allowed"> | undefined,
): Violation[] {
  return inRange(history, range).flatMap((snapshot) => {
    const broken = judge(snapshot);
    return broken ? [{ ...broken, rv: snapshot.rv, at: snapshot.at, snapshot }] : [];
  });
}
