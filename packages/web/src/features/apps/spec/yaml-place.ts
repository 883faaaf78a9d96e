/**
 * Where in a YAML text the cursor stands: under which keys, and whether a key or a value is being written. It goes by
 * indentation, not by a parser: a text that is being written is broken most of the time, and that is when help is wanted.
 */
import { isBlank, type Line, opensText, readLine } from "./yaml-line.ts";

export interface YamlPlace {
  /** Keys from the root; `-` is an item of a list. For a value, its own key is the last. */
  readonly path: readonly string[];
  readonly writing: "key" | "value";
  /** What is written so far. */
  readonly word: string;
  /** Where the word begins in the text. */
  readonly from: number;
  /** The column a key stands at, for what comes below it; null in braces. */
  readonly column: number | null;
  /** Keys that the same map has already. */
  readonly taken: ReadonlySet<string>;
}

/** @returns null inside of comments and of texts of several lines, where nothing is to be completed */
export function yamlPlace(text: string, offset: number): YamlPlace | null {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  const head = before.slice(lineStart);
  if (/(^|\s)#/.test(head.replace(/"[^"]*"|'[^']*'/g, ""))) return null;

  const lines = text.split("\n");
  const row = before.split("\n").length - 1;
  const line = readLine(head);
  const above = parentsOf(lines.slice(0, row), line);
  if (above === null) return null;
  const path = [...above, ...line.dashes.map(() => "-")];
  if (line.key !== null)
    return line.rest === "" ? null : withinValue(line, [...path, line.key], lineStart + line.restAt);
  if (/^[{[]/.test(line.rest)) return withinValue(line, path, lineStart + line.restAt);
  const from = lineStart + line.column;
  return {
    path,
    writing: "key",
    word: line.rest,
    from,
    column: line.column,
    taken: keysAround(lines, row, line),
  };
}

/** The block key at an offset, with its path from the root; null when there is none. */
export function keyAt(
  text: string,
  offset: number,
): { readonly path: readonly string[]; readonly from: number; readonly to: number } | null {
  const lines = text.split("\n");
  const row = text.slice(0, offset).split("\n").length - 1;
  const lineStart = text.slice(0, offset).lastIndexOf("\n") + 1;
  const line = readLine(lines[row] ?? "");
  const [from, to] = [lineStart + line.column, lineStart + line.restAt];
  if (line.key === null || offset < from || offset > to) return null;
  const above = parentsOf(lines.slice(0, row), line);
  return above === null ? null : { path: [...above, ...line.dashes.map(() => "-"), line.key], from, to };
}

/** The keys and list marks that a line stands under; null in a text of several lines. */
function parentsOf(above: readonly string[], line: Line): readonly string[] | null {
  const path: string[] = [];
  let limit = line.dashes[0] ?? line.column;
  // A list may stand at the column of the key it belongs to.
  let listed = line.dashes.length > 0;
  for (const text of above.toReversed()) {
    if (limit === 0 && !listed) break;
    if (isBlank(text)) continue;
    const one = readLine(text);
    const owns = one.key === null ? (one.dashes.at(-1) ?? limit) < limit : one.column < limit;
    if (owns && opensText(one)) return null;
    if (one.key !== null && (owns || (listed && one.column === limit))) {
      path.unshift(one.key);
      limit = one.column;
      listed = false;
    }
    for (const dash of one.dashes.toReversed()) {
      if (dash >= limit) continue;
      path.unshift("-");
      limit = dash;
      listed = true;
    }
  }
  return path;
}

/** In what follows a key or a list mark: a plain value, or a place in braces or brackets. */
function withinValue(line: Line, path: readonly string[], restAt: number): YamlPlace {
  const text = line.rest.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, (quoted) => "_".repeat(quoted.length));
  const open: { readonly brace: boolean; readonly at: number; readonly path: readonly string[] }[] = [];
  let here = path;
  let begin = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    const inner = open.at(-1);
    if (sign === "{" || sign === "[") {
      open.push({ brace: sign === "{", at, path: here });
      here = sign === "[" ? [...here, "-"] : here;
    } else if ((sign === "}" || sign === "]") && inner !== undefined) {
      open.pop();
      here = inner.path;
    } else if (sign === ":" && inner?.brace === true && /\s/.test(text[at + 1] ?? " ")) {
      here = [...inner.path, line.rest.slice(begin, at).trim()];
    } else if (sign === "," && inner !== undefined) {
      here = inner.brace ? inner.path : [...inner.path, "-"];
    } else continue;
    begin = at + 1;
  }
  const word = line.rest.slice(begin).trimStart();
  const from = restAt + line.rest.length - word.length;
  const inner = open.at(-1);
  const inBraces = inner?.brace === true && here === inner.path;
  const taken = inBraces ? text.slice(inner.at).matchAll(/([^\s{},:]+)\s*:/g) : [];
  return {
    path: here,
    writing: inBraces ? "key" : "value",
    word,
    from,
    column: null,
    taken: new Set([...taken].map((one) => one[1] ?? "")),
  };
}

/** The other keys of the map that a line belongs to. */
function keysAround(lines: readonly string[], row: number, { column, dashes }: Line): ReadonlySet<string> {
  const taken = new Set<string>();
  const look = (texts: readonly string[], down: boolean) => {
    for (const text of texts) {
      if (isBlank(text)) continue;
      const line = readLine(text);
      if (line.column > column) continue;
      const item = line.dashes.length > 0;
      // An item's first key stands beside its mark; below, that is another item.
      if (line.column < column || (down && item)) return;
      if (line.key !== null) taken.add(line.key);
      if (item) return;
    }
  };
  if (dashes.length === 0) look(lines.slice(0, row).toReversed(), false);
  look(lines.slice(row + 1), true);
  return taken;
}
