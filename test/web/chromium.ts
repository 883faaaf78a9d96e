/** Finds the browser for tests and pictures, or installs Debian's. */
import { execFile } from "node:child_process";
import { access, constants, mkdir, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/**
 * The path of a Chromium: HALCYON_CHROMIUM, one on the PATH, else Debian's package, installed once (root only), with a font
 * for Chinese.
 * @throws Error saying how to get one
 */
export async function findChromium(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const found = env["HALCYON_CHROMIUM"] ?? (await onPath(env["PATH"] ?? ""));
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0) {
    throw new Error("There is no Chromium. Install the package chromium, or set HALCYON_CHROMIUM to one.");
  }
  await alone(async () => {
    if ((await onPath(env["PATH"] ?? "")) !== undefined) return;
    console.error("Installing chromium from Debian's packages; this takes about a minute");
    const quiet = { env: { ...env, DEBIAN_FRONTEND: "noninteractive" }, maxBuffer: 64 * 2 ** 20 };
    try {
      await run("apt-get", ["update", "-qq"], quiet);
      const packages = ["chromium", "fonts-noto-cjk"];
      await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], quiet);
    } catch (error) {
      const said = (error as { stderr?: string }).stderr ?? String(error);
      throw new Error(`chromium could not be installed: ${said.slice(-1000)}`, { cause: error });
    }
  });
  const installed = await onPath(env["PATH"] ?? "");
  if (installed === undefined) throw new Error("chromium was installed and is not on the PATH");
  return installed;
}

async function onPath(path: string): Promise<string | undefined> {
  for (const dir of path.split(delimiter)) {
    for (const name of names) {
      const file = join(dir, name);
      const usable = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (usable) return file;
    }
  }
  return undefined;
}

/** Test files run in processes of their own; only one of them installs. */
async function alone(work: () => Promise<void>): Promise<void> {
  const lock = join(tmpdir(), "halcyon-chromium.lock");
  await mkdir(tmpdir(), { recursive: true });
  for (;;) {
    const held = await open(lock, "wx").catch(() => undefined);
    if (held !== undefined) {
      try {
        return await work();
      } finally {
        await held.close();
        await rm(lock, { force: true });
      }
    }
    await wait(500);
  }
}
