import { displayWidth, fit, pad } from "./width.ts";

/** One column of a table of `T`. */
export interface Column<T> {
  readonly title: string;
  readonly value: (row: T) => string;
  /** Numbers: aligned to the right. */
  readonly right?: boolean;
  /** May be cut when the terminal is too narrow for all; others keep their width. */
  readonly flexible?: boolean;
  readonly style?: (text: string, row: T) => string;
}

const gap = "  ";
const narrowest = 8;

/**
 * Lays rows out under their titles. With a width, flexible columns are cut until a line fits; without one
 * (a pipe, a file) nothing is ever cut.
 */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[], width?: number): string {
  const cells = rows.map((row) => columns.map((column) => oneLine(column.value(row))));
  const widths = columns.map((column, at) =>
    Math.max(displayWidth(column.title), ...cells.map((row) => displayWidth(row[at] ?? ""))),
  );
  if (width !== undefined) shrink(widths, columns, width);
  const line = (texts: readonly string[], style?: (text: string, at: number) => string) =>
    texts
      .map((text, at) => {
        const cut = fit(text, widths[at] ?? 0);
        const padded = pad(cut, widths[at] ?? 0, columns[at]?.right);
        return style === undefined ? padded : style(padded, at);
      })
      .join(gap)
      .trimEnd();
  const head = line(columns.map((column) => column.title));
  const body = cells.map((row, index) =>
    line(row, (text, at) => columns[at]?.style?.(text, rows[index] as T) ?? text),
  );
  return [head, ...body].join("\n");
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}

function shrink(widths: number[], columns: readonly { flexible?: boolean }[], width: number): void {
  const total = () => widths.reduce((sum, each) => sum + each, 0) + gap.length * (widths.length - 1);
  for (let over = total() - width; over > 0; over -= 1) {
    let widest = -1;
    for (const [at, column] of columns.entries()) {
      const size = widths[at] ?? 0;
      if (column.flexible && size > narrowest && size > (widths[widest] ?? 0)) widest = at;
    }
    if (widest === -1) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

/** `title  value` lines for a single thing; empty values are left out. */
export function facts(entries: readonly (readonly [title: string, value: string])[]): string {
  const shown = entries.filter(([, value]) => value !== "");
  const width = Math.max(0, ...shown.map(([title]) => displayWidth(title)));
  return shown
    .map(
      ([title, value]) =>
        `${pad(title, width)}${gap}${value.replaceAll("\n", `\n${" ".repeat(width)}${gap}`)}`,
    )
    .join("\n");
}
