/**
 * Columns of the search index. What many rows share (app, node, image, labels) is a number into a dictionary: a
 * term is compared once with each distinct value, then rows are only looked up. What differs in every row (name,
 * IP) lies in long texts of many rows each, which the engine's own substring search runs through at memory speed.
 */

/** A column of numbers that grows with the rows. */
export interface DictionaryColumn<T> {
  set(row: number, value: T): void;
  clear(row: number): void;
  /** Puts 1 where a row's value fulfils `test`, unless there is more already. */
  mark(marks: Uint8Array, test: (text: string) => boolean): void;
  value(row: number): T;
  /** How many distinct values are held. */
  readonly distinct: number;
}

/**
 * @param textOf what a term is compared with, in lower case; asked once per distinct value
 */
export function createDictionaryColumn<T>(textOf: (value: T) => string): DictionaryColumn<T> {
  let ids = new Int32Array(1024).fill(-1);
  const idOf = new Map<T, number>();
  const values: T[] = [];
  const texts: string[] = [];
  const uses: number[] = [];
  const free: number[] = [];

  function release(id: number): void {
    const left = (uses[id] as number) - 1;
    uses[id] = left;
    if (left > 0) return;
    idOf.delete(values[id] as T);
    free.push(id);
  }

  return {
    set(row, value) {
      if (row >= ids.length) {
        const larger = new Int32Array(Math.max(row + 1, ids.length * 2)).fill(-1);
        larger.set(ids);
        ids = larger;
      }
      const before = ids[row] as number;
      let id = idOf.get(value);
      if (id === undefined) {
        id = free.pop() ?? values.length;
        idOf.set(value, id);
        values[id] = value;
        texts[id] = textOf(value);
        uses[id] = 0;
      }
      uses[id] = (uses[id] as number) + 1;
      ids[row] = id;
      if (before !== -1) release(before);
    },
    clear(row) {
      const before = ids[row] ?? -1;
      if (before === -1) return;
      ids[row] = -1;
      release(before);
    },
    mark(marks, test) {
      const hits = new Uint8Array(values.length);
      let any = false;
      for (let id = 0; id < values.length; id++) {
        if ((uses[id] as number) > 0 && test(texts[id] as string)) {
          hits[id] = 1;
          any = true;
        }
      }
      if (!any) return;
      // The one loop over all rows: no call inside, or it takes several times as long.
      const column = ids;
      const end = Math.min(marks.length, column.length);
      for (let row = 0; row < end; row++) {
        const id = column[row] as number;
        if (id !== -1 && hits[id] === 1 && marks[row] === 0) marks[row] = 1;
      }
    },
    value: (row) => values[ids[row] as number] as T,
    get distinct() {
      return idOf.size;
    },
  };
}

/** What a row gets for holding a word inside, at its beginning, or as a whole; 0 for what does not count. */
export interface TextPoints {
  readonly inside: number;
  readonly beginning: number;
  readonly whole: number;
}

export interface TextColumn {
  set(row: number, text: string): void;
  clear(row: number): void;
  /** Puts each row's points where it holds `word`, unless there is more already. */
  mark(marks: Uint8Array, word: string, points: TextPoints): void;
}

const segmentRows = 256;

interface Segment {
  /** Null when a row has changed since. Each row is between two line ends. */
  text: string | null;
  /** Where each row's line begins in `text`, and one more for the end. */
  readonly starts: Uint32Array;
}

/** A column of texts that are mostly different. Changes mark 256 rows, which the next search puts together again. */
export function createTextColumn(): TextColumn {
  const texts: string[] = [];
  const segments: Segment[] = [];

  function textOf(segment: Segment, first: number): string {
    if (segment.text !== null) return segment.text;
    let length = 1;
    const lines: string[] = [];
    for (let at = 0; at < segmentRows; at++) {
      const line = texts[first + at] ?? "";
      segment.starts[at] = length;
      length += line.length + 1;
      lines.push(line);
    }
    segment.starts[segmentRows] = length;
    segment.text = `\n${lines.join("\n")}\n`;
    return segment.text;
  }

  function touch(row: number): void {
    const at = Math.floor(row / segmentRows);
    const segment = segments[at];
    if (segment) segment.text = null;
    else segments[at] = { text: null, starts: new Uint32Array(segmentRows + 1) };
  }

  return {
    set(row, text) {
      if (texts[row] === text) return;
      // Rows come in order, so that the array stays dense.
      while (texts.length <= row) texts.push("");
      texts[row] = text.toLowerCase();
      touch(row);
    },
    clear(row) {
      texts[row] = "";
      touch(row);
    },
    mark(marks, word, points) {
      if (word === "" || word.includes("\n")) return;
      // Where only the beginning counts, a line's end before the word spares the hits that do not.
      const anchored = points.inside === 0;
      const wanted = anchored ? `\n${word}` : word;
      const offset = anchored ? 1 : 0;
      for (let at = 0; at < segments.length; at++) {
        const segment = segments[at];
        if (!segment) continue;
        const text = textOf(segment, at * segmentRows);
        const { starts } = segment;
        let row = 0;
        for (let hit = text.indexOf(wanted); hit !== -1; ) {
          const from = hit + offset;
          while ((starts[row + 1] as number) <= from) row++;
          const end = (starts[row + 1] as number) - 1;
          const how =
            from !== starts[row]
              ? points.inside
              : from + word.length === end
                ? points.whole
                : points.beginning;
          const place = at * segmentRows + row;
          if (how > (marks[place] as number)) marks[place] = how;
          hit = text.indexOf(wanted, end);
        }
      }
    },
  };
}
