/**
 * The lines of one or more logs, merged by time, so many at most: the oldest go first, and are counted. Lines of one log stay in
 * the order they were written, whatever its clock says.
 */
import type { LogLine } from "@halcyon/contracts";
import { type ReadLine, readLine } from "./ansi.ts";

export interface BufferedLine extends ReadLine {
  /** Counts up in the order of arrival; no two are the same. */
  readonly id: number;
  /** Which log it is of. */
  readonly source: number;
  /** As the container runtime wrote it. */
  readonly at: string | null;
  /** Microseconds since 1970, where it stands among the others. */
  readonly place: number;
}

export interface LineBuffer {
  push(source: number, lines: readonly LogLine[]): void;
  /** All lines, the oldest first. Another array after each change. */
  lines(): readonly BufferedLine[];
  /** How many were left out because there was no room. */
  readonly forgotten: number;
}

interface Room {
  readonly lines: number;
  readonly characters: number;
}

const usualRoom: Room = { lines: 20_000, characters: 16 * 1024 * 1024 };

export function createLineBuffer(room: Room = usualRoom): LineBuffer {
  let lines: BufferedLine[] = [];
  let characters = 0;
  let forgotten = 0;
  let nextId = 0;
  const places = new Map<number, number>();

  function trim(): void {
    let left = 0;
    while (lines.length - left > room.lines || (characters > room.characters && lines.length - left > 1)) {
      characters -= lines[left]?.text.length ?? 0;
      left++;
    }
    if (left > 0) lines = lines.slice(left);
    forgotten += left;
  }

  return {
    push(source, added) {
      const fresh = added.map((line): BufferedLine => {
        const before = places.get(source) ?? 0;
        const place = line.at === null ? before : Math.max(before, microseconds(line.at));
        places.set(source, place);
        const read = readLine(line.text);
        characters += read.text.length;
        return { ...read, id: nextId++, source, at: line.at, place };
      });
      if (fresh.length === 0) return;
      lines = merge(lines, fresh);
      trim();
    },
    lines: () => lines,
    get forgotten() {
      return forgotten;
    },
  };
}

/** Both in order; among equals those that were there before come first. */
function merge(before: readonly BufferedLine[], added: readonly BufferedLine[]): BufferedLine[] {
  const first = added[0]?.place ?? 0;
  let from = before.length;
  while (from > 0 && (before[from - 1]?.place ?? 0) > first) from--;
  const merged = before.slice(0, from);
  let next = 0;
  for (const line of before.slice(from)) {
    for (let one = added[next]; one !== undefined && one.place < line.place; one = added[next]) {
      merged.push(one);
      next++;
    }
    merged.push(line);
  }
  return merged.concat(added.slice(next));
}

/** @param at RFC 3339 with up to nine digits of a second; nanoseconds do not fit a number and are cut */
export function microseconds(at: string): number {
  const fraction = /\.(\d+)/.exec(at)?.[1] ?? "";
  const whole = Date.parse(at.replace(/\.\d+/, ""));
  return whole * 1_000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}
