/** One line of YAML, read for itself: list marks, then perhaps a key. */

export interface Line {
  /** Columns of its `-` marks. */
  readonly dashes: readonly number[];
  /** Where its content begins, after the marks. */
  readonly column: number;
  readonly key: string | null;
  /** After the key's colon; all of the content when there is no key. */
  readonly rest: string;
  /** Where `rest` begins. */
  readonly restAt: number;
}

const keyPattern = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#'"[\]{},&*!|>%@`-][^:#]*?|-[^\s:]+)\s*:(?=\s|$)/;

export function readLine(text: string): Line {
  const dashes: number[] = [];
  let column = text.length - text.trimStart().length;
  for (let mark = dashAt(text, column); mark !== null; mark = dashAt(text, column)) {
    dashes.push(column);
    column += mark.length;
  }
  const content = text.slice(column);
  const match = keyPattern.exec(content);
  if (match === null) return { dashes, column, key: null, rest: content, restAt: column };
  const restAt = column + match[0].length;
  return { dashes, column, key: unquoted(match[1] ?? ""), rest: text.slice(restAt), restAt };
}

function dashAt(text: string, column: number): string | null {
  return /^-(\s+|$)/.exec(text.slice(column))?.[0] ?? null;
}

function unquoted(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}

/** Neither a key nor a value. */
export function isBlank(text: string): boolean {
  return /^\s*(#.*)?$/.test(text);
}

/** What follows, further in, is a text of several lines. */
export function opensText(line: Line): boolean {
  return /^\s*[|>][-+0-9]*\s*(#.*)?$/.test(line.rest);
}
