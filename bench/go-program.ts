/** Builds a Go program of the benchmarks once and keeps it in Halcyon's cache directory. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { cacheDir } from "./cache-dir.ts";

/** @returns the path of `bench/<name>`'s binary; the cache's file name changes with its sources */
export async function goProgram(name: string): Promise<string> {
  const source = join(import.meta.dirname, name);
  const hash = createHash("sha256");
  for (const file of ["go.mod", "go.sum", "main.go"]) hash.update(await readFile(join(source, file)));
  const binary = join(cacheDir(), "bin", `${name}-${hash.digest("hex").slice(0, 12)}`);
  const there = await access(binary).then(
    () => true,
    () => false,
  );
  if (there) return binary;
  console.error(`building ${name} with Go: about a minute`);
  await mkdir(join(cacheDir(), "bin"), { recursive: true });
  const path = [process.env["PATH"], "/usr/local/go/bin", "/usr/lib/go/bin"].join(delimiter);
  const env = { ...process.env, PATH: path, CGO_ENABLED: "0", GOWORK: "off" };
  await promisify(execFile)("go", ["build", "-mod=readonly", "-trimpath", "-o", binary, "."], {
    cwd: source,
    env,
  });
  return binary;
}
