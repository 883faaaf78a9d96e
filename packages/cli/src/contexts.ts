import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { localError } from "./errors.ts";

const context = z.object({
  server: z.string(),
  user: z.string(),
  token: z.string(),
  expiresAt: z.string().optional(),
});
/** One sign-in at one server. */
export type Context = z.infer<typeof context>;

const file = z.object({ current: z.string().nullable(), contexts: z.record(z.string(), context) });
export type Contexts = z.infer<typeof file>;

const none: Contexts = { current: null, contexts: {} };

/** The contexts kept in a file; none when it does not exist. @throws CliError when it cannot be understood */
export async function readContexts(path: string): Promise<Contexts> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return none;
    throw localError("The context file cannot be read", `${path}: ${(error as Error).message}`, "", error);
  }
  try {
    return file.parse(JSON.parse(text));
  } catch (error) {
    throw localError(
      "The context file is damaged",
      `${path} does not hold what halcyon wrote there.`,
      `Delete it and sign in again: rm ${path}`,
      error,
    );
  }
}

/** Replaces the file as a whole. It holds tokens, so only its owner may read it (0600). */
export async function writeContexts(path: string, contexts: Contexts): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(draft, `${JSON.stringify(contexts, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, path);
  } catch (error) {
    throw localError("The context file cannot be written", `${path}: ${(error as Error).message}`, "", error);
  }
}
