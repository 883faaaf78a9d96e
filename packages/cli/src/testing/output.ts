import { createPaint } from "../output/paint.ts";
import type { Output } from "../output/output.ts";
import { table } from "../output/table.ts";

/** Lays things out as for a pipe, and writes nothing. */
export function testOutput(): Output {
  return {
    format: "table",
    paint: createPaint(false),
    width: undefined,
    table: (rows, columns) => table(rows, columns),
    show: () => {},
    line: () => {},
    note: () => {},
    next: () => {},
  };
}
