import { stringify } from "yaml";
import type { Io } from "../io.ts";
import { createPaint, type Paint } from "./paint.ts";
import { type Column, table } from "./table.ts";

export const formats = ["table", "json", "yaml"] as const;
export type Format = (typeof formats)[number];

/** Where a command's results go. Results are on stdout; everything said to people beside them on stderr. */
export interface Output {
  readonly format: Format;
  readonly paint: Paint;
  /** Width of the terminal, undefined when stdout is none. */
  readonly width: number | undefined;
  /** Shows a result: as a document for `-o json` and `-o yaml`, else as `render` lays it out. */
  show(value: unknown, render: () => string): void;
  table<T>(rows: readonly T[], columns: readonly Column<T>[]): string;
  /** A line on stdout, whatever the format. */
  line(text: string): void;
  /** A remark on stderr; nothing when the output is for a program. */
  note(text: string): void;
  /** What to type next, as commands without the program's name; on stderr, for people only. */
  next(...suggestions: readonly (readonly [command: string, why: string])[]): void;
}

/** Makes the output of one command. */
export function createOutput(io: Io, format: Format): Output {
  const { stdout, stderr, config } = io;
  const paint = createPaint(config.colour && stdout.isTTY);
  const quiet = format !== "table";
  return {
    format,
    paint,
    width: stdout.columns,
    show(value, render) {
      if (format === "json") stdout.write(`${JSON.stringify(value, null, 2)}\n`);
      else if (format === "yaml") stdout.write(stringify(value, { lineWidth: 0 }));
      else stdout.write(`${render()}\n`);
    },
    table: (rows, columns) => table(rows, columns, stdout.columns),
    line: (text) => stdout.write(`${text}\n`),
    note(text) {
      if (!quiet) stderr.write(`${text}\n`);
    },
    next(...suggestions) {
      if (quiet || suggestions.length === 0) return;
      const lines = suggestions.map(([command, why]) => ({ command: `${config.command} ${command}`, why }));
      const width = Math.max(...lines.map(({ command }) => command.length));
      stderr.write(`\nNext:\n`);
      for (const { command, why } of lines) stderr.write(`  ${command.padEnd(width)}  ${why}\n`);
    },
  };
}
