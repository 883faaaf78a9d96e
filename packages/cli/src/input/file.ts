import { readFile } from "node:fs/promises";
import { type Source, usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { readStdin } from "./secret.ts";

/** A file the person names; `-` is stdin. @throws CliError when it cannot be read */
export async function readSource(io: Io, path: string): Promise<Source> {
  if (path === "-") return { name: "stdin", text: await readStdin(io) };
  try {
    return { name: path, text: await readFile(path, "utf8") };
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
