import type { LogLine } from "#kube/log-stream.ts";

/** Lines on their way to one reader. What a slow reader has no room for is counted, the oldest first. */
export interface LineQueue {
  push(line: LogLine): void;
  readonly size: number;
  /** At most `most` lines, and how many were left out before the last of them. */
  take(most: number): { lines: LogLine[]; dropped: number };
}

/** @param room.characters of all lines together */
export function createLineQueue(room: { lines: number; characters: number }): LineQueue {
  let lines: LogLine[] = [];
  /** Lines before it have been taken or left out. */
  let first = 0;
  let characters = 0;
  let dropped = 0;

  function shift(): LogLine {
    const line = lines[first] as LogLine;
    first++;
    characters -= line.text.length;
    // Paid once for many.
    if (first > room.lines) {
      lines = lines.slice(first);
      first = 0;
    }
    return line;
  }

  return {
    get size() {
      return lines.length - first;
    },
    push(line) {
      lines.push(line);
      characters += line.text.length;
      while (lines.length - first > room.lines || characters > room.characters) {
        shift();
        dropped++;
      }
    },
    take(most) {
      const taken: LogLine[] = [];
      while (taken.length < most && lines.length > first) taken.push(shift());
      const before = dropped;
      dropped = 0;
      return { lines: taken, dropped: before };
    },
  };
}
