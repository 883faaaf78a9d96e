import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { LabError } from "#errors.ts";
import { identify, isAlive, type ProcessId } from "#process/proc.ts";

/**
 * Takes a lock file, runs the work, gives it back. The file names its holder by pid and start time; a holder that has
 * died is passed over. The file appears complete (a link of a finished temporary file), so nobody reads half of it.
 */
export async function withFileLock<T>(
  file: string,
  options: { timeoutMs: number; waiting?: (holder: ProcessId) => void },
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(mine, JSON.stringify(identify(process.pid)));
  const deadline = Date.now() + options.timeoutMs;
  try {
    while (!(await tryLink(mine, file))) {
      const holder = await readHolder(file);
      if (holder === "dead") {
        // Moved aside rather than deleted: of two waiters only one can move this very file.
        const aside = `${mine}.stale`;
        await rename(file, aside).catch(() => {});
        await rm(aside, { force: true });
        continue;
      }
      if (holder) options.waiting?.(holder);
      if (Date.now() > deadline) {
        throw new LabError(
          "lock_timeout",
          `gave up waiting for ${file}${holder ? `, held by pid ${holder.pid}` : ""}`,
          "wait for that process to finish its build, or end it, and start again",
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    try {
      return await work();
    } finally {
      await rm(file, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function readHolder(file: string): Promise<ProcessId | "dead" | undefined> {
  try {
    const holder = JSON.parse(await readFile(file, "utf8")) as ProcessId;
    return isAlive(holder) ? holder : "dead";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "dead";
  }
}
