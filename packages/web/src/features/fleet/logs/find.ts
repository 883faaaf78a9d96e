/** Looking for a text in log lines. Letter case does not matter. */
import type { ReadLine } from "./ansi.ts";

/** A piece of a line that is drawn in one look. */
export interface Run {
  readonly text: string;
  readonly look: string;
  /** Part of what was looked for. */
  readonly hit: boolean;
}

/** @returns null when nothing is looked for */
export function matcherOf(wanted: string): RegExp | null {
  if (wanted === "") return null;
  return new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "gi");
}

/** Whether a line holds it. */
export function holds(line: ReadLine, matcher: RegExp): boolean {
  // Unlike `test`, it leaves no place behind where the next look would begin.
  return line.text.search(matcher) !== -1;
}

/** A line cut where its look changes and where what is looked for begins and ends. */
export function runsOf(line: ReadLine, matcher: RegExp | null): readonly Run[] {
  const segments = line.segments ?? [{ text: line.text, look: "" }];
  const hits =
    matcher === null
      ? []
      : [...line.text.matchAll(matcher)].map(({ index, 0: { length } }) => [index, index + length] as const);
  if (hits.length === 0) return segments.map(({ text, look }) => ({ text, look, hit: false }));
  const runs: Run[] = [];
  let at = 0;
  let next = 0;
  for (const { text, look } of segments) {
    const end = at + text.length;
    let from = at;
    while (from < end) {
      const [begins, ends] = hits[next] ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      const hit = from >= begins;
      const to = Math.min(end, hit ? ends : begins);
      runs.push({ text: text.slice(from - at, to - at), look, hit });
      from = to;
      if (to === ends) next++;
    }
    at = end;
  }
  return runs;
}

/** The match after or before `current` among `matches` (in order), around the ends; undefined when there is none. */
export function nextMatch(
  matches: readonly number[],
  current: number,
  direction: 1 | -1,
): number | undefined {
  return direction === 1
    ? (matches.find((at) => at > current) ?? matches[0])
    : (matches.findLast((at) => at < current) ?? matches.at(-1));
}
