import { link, open, readFile, rename, rm, stat } from "node:fs/promises";
import { generateKey, secretErrors } from "#platform/secrets.ts";

/**
 * Reads the key file, making it first when there is none; processes that start together end up with the same.
 * One key a line, the current one first.
 * @throws HalcyonError `secrets_key_invalid` when others may read the file
 */
export async function readKeyFile(path: string): Promise<string[]> {
  const found = await readKeys(path);
  if (found !== null) return found;
  const draft = await writeDraft(path, [generateKey()]);
  // A link fails where a rename would replace: whoever is first decides the key.
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft, { force: true });
  return (await readKeys(path)) ?? [];
}

/** Puts a new current key before the others, which go on opening what they sealed. */
export async function rotateKeyFile(path: string): Promise<void> {
  const keys = await readKeyFile(path);
  await rename(await writeDraft(path, [generateKey(), ...keys]), path);
}

async function readKeys(path: string): Promise<string[] | null> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) {
      throw secretErrors.key_invalid({
        detail: `${path} can be read by others.`,
        hint: `Run: chmod 600 ${path}`,
      });
    }
    return (await readFile(path, "utf8")).split("\n").filter((line) => line.trim() !== "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function writeDraft(path: string, keys: readonly string[]): Promise<string> {
  const draft = `${path}.${process.pid}.${Math.round(performance.now() * 1000)}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${keys.join("\n")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}
