import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Config } from "../config.ts";
import type { Io } from "../io.ts";
import { run } from "../run.ts";

/** What one command line wrote and ended with. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestCli {
  /** Runs a command line as a pipe would, with an optional text on stdin. */
  (line: string | readonly string[], options?: RunOptions): Promise<Ran>;
  readonly contextFile: string;
}

interface RunOptions {
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  /** Told of every piece written to stdout, as it is written. */
  readonly onStdout?: (text: string) => void;
}

/** A command line with a context file of its own, at a fixed moment, without a terminal. */
export async function testCli(config: Partial<Config> = {}): Promise<TestCli> {
  const dir = await mkdtemp(join(tmpdir(), "halcyon-cli-"));
  const contextFile = join(dir, "config.json");
  const settings: Config = {
    server: undefined,
    token: undefined,
    context: undefined,
    contextFile,
    command: "halcyon",
    colour: false,
    ...config,
  };
  const runLine = async (line: string | readonly string[], options: RunOptions = {}): Promise<Ran> => {
    let stdout = "";
    let stderr = "";
    const sink = (take: (text: string) => void) => ({ write: take, isTTY: false, columns: undefined });
    const io: Io = {
      config: settings,
      stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
      stdout: sink((text) => {
        stdout += text;
        options.onStdout?.(text);
      }),
      stderr: sink((text) => void (stderr += text)),
      now: () => new Date(),
      signal: options.signal ?? new AbortController().signal,
    };
    const code = await run(typeof line === "string" ? line.split(" ") : line, io);
    return { code, stdout, stderr };
  };
  return Object.assign(runLine, { contextFile });
}
