/**
 * The keeper: a small helper process that outlives its parent by a moment. The parent tells it, over a pipe, which
 * room directories have running processes. When the pipe closes, whatever the reason (kill -9 included), the keeper
 * ends every process marked with one of those directories, and then itself.
 */
import { createInterface } from "node:readline";
import { endMarked } from "#process/proc.ts";

const dirs = new Set<string>();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const order = JSON.parse(line) as { keep?: string; release?: string };
    if (order.keep !== undefined) dirs.add(order.keep);
    if (order.release !== undefined) dirs.delete(order.release);
  })
  .on("close", () => {
    endMarked(dirs).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
