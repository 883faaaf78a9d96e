import { localError, usageError } from "../errors.ts";
import type { Io } from "../io.ts";

const ctrlC = "\u0003";
const ctrlD = "\u0004";
const backspaces = new Set(["\u007f", "\b"]);

/** Everything on stdin. */
export async function readBytes({ stdin }: Io): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/**
 * A password: the first line of stdin with `fromStdin`, else typed without echo. Never taken from arguments,
 * which every user of the machine can read.
 * @throws CliError when there is no terminal to ask at, or nothing was given
 */
export async function readSecret(io: Io, question: string, fromStdin: boolean): Promise<string> {
  if (fromStdin) {
    const [line = ""] = (await readBytes(io)).toString("utf8").split(/\r?\n/);
    if (line === "")
      throw usageError(
        "stdin held no password.",
        'Give it as the first line: printf %s "$PASSWORD" | halcyon ...',
      );
    return line;
  }
  if (io.stdin.isTTY !== true || io.stdin.setRawMode === undefined) {
    throw usageError(
      `There is no terminal to ask for the ${question.toLowerCase()} at.`,
      "Pipe it in with --password-stdin.",
    );
  }
  const typed = await typeHidden(io, `${question}: `);
  if (typed === "") throw usageError(`The ${question.toLowerCase()} is empty.`, "Nothing was sent.");
  return typed;
}

function typeHidden({ stdin, stderr, signal }: Io, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const end = (finish: () => void) => {
      stdin.off("data", onData);
      stdin.setRawMode?.(false);
      stdin.pause();
      stderr.write("\n");
      finish();
    };
    const onData = (chunk: Buffer) => {
      for (const key of chunk.toString("utf8")) {
        if (key === "\r" || key === "\n" || key === ctrlD) return end(() => resolve(text));
        if (key === ctrlC) return end(() => reject(localError("Interrupted", "Nothing was sent.")));
        text = backspaces.has(key) ? text.slice(0, -1) : text + key;
      }
    };
    signal.throwIfAborted();
    stderr.write(question);
    stdin.setRawMode?.(true);
    stdin.on("data", onData);
    stdin.resume();
  });
}
