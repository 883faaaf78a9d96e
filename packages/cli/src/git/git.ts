/**
 * The person's own git, with their own credentials: no shell, no prompt (it has no terminal), bounded in time and output, and
 * only over the one way of reaching a repository that was asked for.
 */
import { spawn } from "node:child_process";
import { CliError, exitCodes, localError } from "../errors.ts";

export type Protocol = "https" | "http" | "ssh" | "git" | "file";

export interface GitAnswer {
  readonly code: number;
  readonly stdout: Buffer;
  /** Its last words, without credentials. */
  readonly stderr: string;
  /** It said more than it might, and was ended. */
  readonly cut: boolean;
}

/** Runs git once. @throws CliError when there is none, it takes too long, or the person interrupts */
export type Git = (args: readonly string[], limits?: { maxBytes?: number }) => Promise<GitAnswer>;

export interface GitOptions {
  readonly protocols: readonly Protocol[];
  readonly signal: AbortSignal;
  /** Of one run, in milliseconds. */
  readonly patienceMs: number;
  /** The newest line of git's own progress. */
  readonly onProgress?: (line: string) => void;
}

const defaultMaxBytes = 8 * 1024 * 1024;

export function createGit({ protocols, signal, patienceMs, onProgress }: GitOptions): Git {
  const settings = [
    "protocol.allow=never",
    ...protocols.map((name) => `protocol.${name}.allow=always`),
    "submodule.recurse=false",
    "core.fsmonitor=false",
  ].flatMap((setting) => ["-c", setting]);
  return async (args, { maxBytes = defaultMaxBytes } = {}) => {
    if (signal.aborted) throw interrupted();
    // A group of its own: without a terminal to ask at, and its helpers end with it.
    const child = spawn("git", [...settings, ...args], { stdio: ["ignore", "pipe", "pipe"], detached: true });
    let [cut, late] = [false, false];
    const end = () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, "SIGKILL");
    };
    const timer = setTimeout(() => {
      late = true;
      end();
    }, patienceMs);
    signal.addEventListener("abort", end, { once: true });
    const out: Buffer[] = [];
    let size = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) out.push(chunk);
      else {
        cut = true;
        end();
      }
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-8000);
      const line = lines(said).at(-1);
      if (line !== undefined) onProgress?.(line);
    });
    try {
      const code = await new Promise<number>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (ended) => resolve(ended ?? -1));
      });
      if (signal.aborted) throw interrupted();
      if (late) throw tooSlow(args, patienceMs);
      return { code, stdout: Buffer.concat(out), stderr: words(said), cut };
    } catch (error) {
      if (error instanceof CliError) throw error;
      throw localError(
        "git did not start",
        `git is needed to read a repository: ${(error as Error).message}`,
        "Install git, or give the file itself: halcyon app apply -f FILE",
        error,
      );
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
    }
  };
}

function interrupted(): CliError {
  return localError("Interrupted", "Nothing was sent.");
}

function tooSlow([what = ""]: readonly string[], patienceMs: number): CliError {
  return new CliError({
    exitCode: exitCodes.unreachable,
    title: "The repository takes too long",
    detail: `git ${what} was not done after ${Math.round(patienceMs / 1000)} s; nothing was sent.`,
    hint: "Give the folder of a clone you have instead: --git ./my-clone; or more time: --timeout SECONDS.",
  });
}

/** Progress overwrites its line with a carriage return. */
function lines(text: string): string[] {
  return text
    .replace(/\/\/[^/@\s]*@/g, "//***@")
    .split(/[\r\n]+/)
    .map((line) => line.replace(/\p{C}/gu, "").trim())
    .filter((line) => line !== "");
}

/** What git said about a failure, in one line. */
function words(text: string): string {
  const said = lines(text).filter((line) => !/^(remote: )?[A-Z][a-z ]+: +\d+%/.test(line));
  return said.slice(-4).join("; ").slice(0, 600);
}
