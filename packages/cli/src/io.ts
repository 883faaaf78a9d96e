import type { Readable } from "node:stream";
import { type Config, readConfig } from "./config.ts";

/** A stream to write to, and what it is connected to. */
export interface Sink {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width in columns, undefined when it is no terminal. */
  readonly columns: number | undefined;
}

/** Everything the program touches outside itself; tests hand in their own. */
export interface Io {
  readonly config: Config;
  readonly stdin: Readable & { isTTY?: boolean; setRawMode?(on: boolean): unknown };
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly now: () => Date;
  /** Aborted by Ctrl-C while something is watched or waited for. */
  readonly signal: AbortSignal;
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.isTTY ? stream.columns : undefined;
    },
  };
}

/** The surroundings of the real program. */
export function processIo(signal: AbortSignal): Io {
  return {
    config: readConfig(process.env),
    stdin: process.stdin,
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    now: () => new Date(),
    signal,
  };
}
