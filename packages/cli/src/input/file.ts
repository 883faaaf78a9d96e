import { readFile } from "node:fs/promises";
import { type Source, usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { readBytes } from "./secret.ts";

/** A file the person names; `-` is stdin. @throws CliError when it cannot be read, or is no UTF-8 text */
export async function readSource(io: Io, path: string): Promise<Source> {
  if (path === "-") return { name: "stdin", text: textOf("stdin", await readBytes(io)) };
  return { name: path, text: textOf(path, await bytesOf(path)) };
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: `There is no file ${path}.`,
      EISDIR: `${path} is a folder.`,
      EACCES: `${path} may not be read by you.`,
    };
    throw usageError(reasons[code ?? ""] ?? `${path} cannot be read: ${message}`, "Nothing was sent.");
  }
}

/** Bytes of another encoding would arrive as other characters than the person sees. */
export function textOf(name: string, bytes: Buffer): string {
  const text = bytes.toString("utf8");
  if (Buffer.from(text, "utf8").equals(bytes)) return text;
  // What cannot be decoded becomes U+FFFD, which stands on the line of the first bytes that are wrong.
  const line = text.slice(0, text.indexOf("\ufffd")).split("\n").length;
  throw usageError(`${name} is not UTF-8 text: line ${line}.`, "Save it as UTF-8. Nothing was sent.");
}
