/** Reads a unified diff, such as `diff -u` and the server write it. */

export interface DiffLine {
  readonly kind: "file" | "hunk" | "same" | "added" | "removed";
  /** Without the sign it has in the diff. */
  readonly text: string;
}

const hunkHead = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/**
 * The lines of a unified diff, of one file or several. Inside a hunk its counts decide what a line is, not how the line
 * looks: a removed `-- note` reads `--- note` and is no file's name. Where there are no hunks, as when all of a text was
 * replaced, the sign decides.
 */
export function diffLines(diff: string): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let [before, after] = [0, 0];
  for (const line of diff.replace(/\n$/, "").split("\n")) {
    const sign = line[0];
    const text = line.slice(1);
    if (sign === "\\") continue;
    if (before > 0 || after > 0) {
      const kind = sign === "+" ? "added" : sign === "-" ? "removed" : "same";
      if (kind !== "added") before -= 1;
      if (kind !== "removed") after -= 1;
      lines.push({ kind, text });
      continue;
    }
    const head = hunkHead.exec(line);
    if (head !== null) {
      [before, after] = [Number(head[1] ?? 1), Number(head[2] ?? 1)];
      lines.push({ kind: "hunk", text: line });
    } else if (line === "" || line.startsWith("=====")) continue;
    else if (/^(---|\+\+\+) /.test(line) || (sign !== "+" && sign !== "-"))
      lines.push({ kind: "file", text: line });
    else lines.push({ kind: sign === "+" ? "added" : "removed", text });
  }
  return lines;
}
