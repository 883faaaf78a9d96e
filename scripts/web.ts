/** Builds the web application when its sources changed since it was built. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const web = join(root, "packages/web");

/** Where the built pages are. */
export const pagesDir = join(web, "dist");

/**
 * @returns whether it had to build
 * @throws Error with what the bundler says
 */
export async function ensureWeb(): Promise<boolean> {
  const wanted = await digestOfSources();
  const stamp = join(pagesDir, "sources.sha256");
  if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) return false;
  // Beside the old one, then put in its place: a server that is running never sees half of it.
  const fresh = `${pagesDir}.${process.pid}`;
  try {
    await promisify(execFile)(
      process.execPath,
      [join(root, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "warn", "--outDir", fresh],
      // Whoever asks, a test too, gets what people get.
      { cwd: web, env: { ...process.env, NODE_ENV: "production" } },
    );
    await writeFile(join(fresh, "sources.sha256"), wanted);
    await rm(pagesDir, { recursive: true, force: true });
    await rename(fresh, pagesDir);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return true;
}

/** Everything the build depends on: the web's sources, the contracts', and which libraries are installed. */
async function digestOfSources(): Promise<string> {
  const files = [
    join(root, "package-lock.json"),
    ...["index.html", "vite.config.ts"].map((name) => join(web, name)),
  ];
  for (const dir of [join(web, "src"), join(root, "packages/contracts/src")]) {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    files.push(
      ...entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)),
    );
  }
  const hash = createHash("sha256");
  for (const file of files.sort())
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(await readFile(file))
      .update("\0");
  return hash.digest("hex");
}
