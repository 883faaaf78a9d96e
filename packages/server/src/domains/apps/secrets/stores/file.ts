/**
 * Secrets in files below a directory that operations look after: mounted there, or written by an agent. The path is a file's
 * path below it, and the value every byte of the file. Files have no versions: what was pinned is known by its digest.
 */
import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { z } from "zod";
import { appErrors } from "../../errors.ts";
import { largestValue, type StorePlace, type StoreProvider } from "./port.ts";

const settings = z.strictObject({
  kind: z.literal("file"),
  directory: z.string().regex(/^\//, "an absolute path"),
});

export const fileStore: StoreProvider<z.output<typeof settings>> = {
  settings,
  open: (name, { directory }) => ({
    keyed: false,
    newest: async (place) => ({ value: await readBelow(name, directory, place), version: null }),
    read: (place) => readBelow(name, directory, place),
  }),
};

/** @throws HalcyonError as the port says; a link that leads out of the directory is no file of the store */
async function readBelow(store: string, directory: string, { path }: StorePlace): Promise<string> {
  const missing = (why: string) =>
    appErrors.secret_not_in_store({ detail: `store ${store} has no value at ${path}: ${why}` });
  const root = await realpath(directory).catch((cause: unknown) => {
    throw appErrors.secret_store_unavailable({
      detail: `the directory of store ${store} cannot be read: ${codeOf(cause)}`,
      cause,
    });
  });
  let handle: FileHandle;
  try {
    // Links inside are how Kubernetes mounts a Secret; where they lead is what counts.
    const file = await realpath(join(root, path));
    if (!file.startsWith(root + sep)) throw missing("it leads out of the store's directory");
    // Of something that only looks like a file, such as a pipe, opening must not wait for its other end.
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    if (["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"].includes(code)) throw missing("there is no such file");
    if (code === "EACCES" || code === "EPERM") {
      throw appErrors.secret_store_refused({
        detail: `Halcyon may not read ${path} of store ${store}`,
        cause: error,
      });
    }
    if (code === "") throw error;
    throw appErrors.secret_store_unavailable({
      detail: `${path} of store ${store} cannot be read: ${code}`,
      cause: error,
    });
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw missing("it is not a file");
    // Read no further than allowed, whatever the size says: the file may grow meanwhile.
    const buffer = Buffer.alloc(largestValue + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) break;
    }
    if (length > largestValue) throw missing(`it is larger than ${largestValue} bytes`);
    if (length === 0) throw missing("the file is empty");
    return textOf(buffer.subarray(0, length)) ?? fail(missing("it is not text in UTF-8"));
  } finally {
    await handle.close();
  }
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function fail(error: Error): never {
  throw error;
}

/** The system's code of an error, such as ENOENT; empty for any other error. */
function codeOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return error instanceof Error && typeof code === "string" && /^E[A-Z]+$/.test(code) ? code : "";
}
