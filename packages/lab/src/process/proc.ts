import { readdirSync, readFileSync } from "node:fs";

/** A process that cannot be mistaken for a later one with the same pid: pid plus kernel start time. */
export interface ProcessId {
  pid: number;
  /** Field 22 of /proc/<pid>/stat, in clock ticks since boot. */
  startTime: string;
}

/** Kernel start time of a pid, or undefined when there is no such process (or it is only a zombie). */
export function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command name is in parentheses and may contain spaces, so fields are counted after the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** The identity of a running process, or undefined when it has ended. */
export function identify(pid: number): ProcessId | undefined {
  const startTime = startTimeOf(pid);
  return startTime === undefined ? undefined : { pid, startTime };
}

/** True while exactly this process (not a later one with the same pid) is alive. */
export function isAlive(id: ProcessId): boolean {
  return startTimeOf(id.pid) === id.startTime;
}

/** Sends a signal to exactly this process; quiet when it has ended already. Returns whether it was sent. */
export function signalProcess(id: ProcessId, signal: NodeJS.Signals): boolean {
  if (!isAlive(id)) return false;
  try {
    process.kill(id.pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Every component is started with this variable set to its room's directory, so that nothing of ours is ever lost. */
export const marker = "HALCYON_LAB_ROOM";

/** Processes (ours and their children) that carry the marker of the given room directories. */
export function findMarked(dirs: ReadonlySet<string>): ProcessId[] {
  const found: ProcessId[] = [];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const pid = Number(entry);
    if (pid === process.pid) continue;
    const dir = markerOf(pid);
    const id = dir !== undefined && dirs.has(dir) ? identify(pid) : undefined;
    if (id) found.push(id);
  }
  return found;
}

function markerOf(pid: number): string | undefined {
  try {
    const environment = `\0${readFileSync(`/proc/${pid}/environ`, "latin1")}`;
    const at = environment.indexOf(`\0${marker}=`);
    if (at < 0) return undefined;
    const from = at + marker.length + 2;
    const raw = environment.slice(from, environment.indexOf("\0", from));
    return Buffer.from(raw, "latin1").toString("utf8");
  } catch {
    // Not ours to read, or gone meanwhile.
    return undefined;
  }
}

/** Ends every process marked with one of these room directories, and waits until none is left. */
export async function endMarked(dirs: ReadonlySet<string>, timeoutMs = 10_000): Promise<number> {
  const deadline = Date.now() + timeoutMs;
  let ended = 0;
  for (;;) {
    const left = findMarked(dirs);
    if (left.length === 0) return ended;
    if (Date.now() > deadline) {
      throw new Error(`processes ${left.map((id) => id.pid).join(", ")} did not end after SIGKILL`);
    }
    for (const id of left) if (signalProcess(id, "SIGKILL")) ended += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
