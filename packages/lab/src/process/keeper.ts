import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";

/** One keeper serves all rooms of this process; it lives as long as there is a room to keep. */
let keeper: ChildProcess | undefined;
const kept = new Set<string>();

/**
 * From now on, should this process die in any way, everything marked with `dir` dies too.
 * Call before the first component of a room is started.
 */
export function keepRoom(dir: string): void {
  kept.add(dir);
  if (!keeper) {
    keeper = spawn(process.execPath, [fileURLToPath(new URL("keeper-main.ts", import.meta.url))], {
      // A process group of its own: Ctrl-C in a terminal must reach the parent only, which then stops in order.
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    keeper.unref();
    (keeper.stdin as Socket | null)?.unref();
    keeper.stdin?.on("error", () => {});
  }
  keeper.stdin?.write(`${JSON.stringify({ keep: dir })}\n`);
}

/** The room has stopped in order. The last release ends the keeper and waits for its end. */
export async function releaseRoom(dir: string): Promise<void> {
  if (!kept.delete(dir)) return;
  const current = keeper;
  if (!current) return;
  current.stdin?.write(`${JSON.stringify({ release: dir })}\n`);
  if (kept.size > 0) return;
  keeper = undefined;
  if (current.exitCode !== null || current.signalCode !== null) return;
  current.ref();
  const exited = once(current, "exit");
  current.stdin?.end();
  await exited;
}
