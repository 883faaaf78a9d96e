import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";

/** Asks for a line at the terminal; the fallback when there is none to ask at. */
export async function ask(io: Io, question: string): Promise<string | undefined> {
  if (io.stdin.isTTY !== true || !io.stderr.isTTY) return undefined;
  const output = new Writable({
    write(chunk, _encoding, done) {
      io.stderr.write(String(chunk));
      done();
    },
  });
  const lines = createInterface({ input: io.stdin, output, terminal: true });
  try {
    return (await lines.question(question, { signal: io.signal })).trim();
  } finally {
    lines.close();
  }
}

/**
 * Asks yes or no before something that matters. `yes` is the --yes option.
 * @returns false when the person declined
 * @throws CliError when there is neither --yes nor a terminal to ask at
 */
export async function confirm(io: Io, question: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  const answer = await ask(io, `${question} [y/N] `);
  if (answer === undefined) {
    throw usageError(
      "This needs a confirmation, and there is no terminal to ask at.",
      "Add --yes. Nothing was done.",
    );
  }
  return /^y(es)?$/i.test(answer);
}
