import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type ComponentSpec, modules } from "#components/catalogue.ts";
import type { LabConfig } from "#config.ts";
import { LabError } from "#errors.ts";

const architectures: Record<string, string> = { x64: "amd64", arm64: "arm64" };

/** The name a component has on a mirror, e.g. `kube-apiserver-v1.37.2-linux-amd64`. */
export function mirrorName(
  component: ComponentSpec,
  platform = process.platform,
  arch = process.arch,
): string {
  return `${component.name}-v${modules[component.module].version}-${platform}-${architectures[arch] ?? arch}`;
}

/**
 * Downloads a component from HALCYON_MIRROR_URL and verifies its SHA-256 before it gets its final name. The checksum
 * list (`sha256sum` format) is HALCYON_MIRROR_SHA256SUMS, a path or URL, or `SHA256SUMS` on the mirror. Returns false
 * when the list does not name this component; throws `mirror_failed` when it does and the file is missing or differs.
 */
export async function fetchFromMirror(
  component: ComponentSpec,
  target: string,
  config: LabConfig,
): Promise<boolean> {
  if (!config.mirrorUrl) return false;
  const name = mirrorName(component);
  const listed = await readSums(config.mirrorSums ?? `${config.mirrorUrl}/SHA256SUMS`);
  const wanted = listed.get(name);
  if (!wanted) return false;
  const body = await download(`${config.mirrorUrl}/${name}`);
  const actual = createHash("sha256").update(body).digest("hex");
  if (actual !== wanted) {
    throw new LabError(
      "mirror_failed",
      `${config.mirrorUrl}/${name} has SHA-256 ${actual}, but the list says ${wanted}`,
      "the file on the mirror is damaged or not the one listed: fix the mirror, or unset HALCYON_MIRROR_URL to build instead",
    );
  }
  const partial = `${target}.${process.pid}.part`;
  await mkdir(dirname(target), { recursive: true });
  try {
    await writeFile(partial, body);
    await chmod(partial, 0o755);
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
  return true;
}

async function readSums(source: string): Promise<Map<string, string>> {
  const text = /^https?:/.test(source) ? (await download(source)).toString() : await readFile(source, "utf8");
  const sums = new Map<string, string>();
  for (const line of text.split("\n")) {
    const match = /^([0-9a-f]{64})\s+\*?(?:\.\/)?(\S+)\s*$/i.exec(line);
    if (match?.[1] && match[2]) sums.set(match[2], match[1].toLowerCase());
  }
  return sums;
}

async function download(url: string): Promise<Buffer> {
  const hint = "check HALCYON_MIRROR_URL, or unset it to build the components with Go";
  try {
    const response = await fetch(url);
    if (!response.ok) throw new LabError("mirror_failed", `GET ${url} answered ${response.status}`, hint);
    return Buffer.from(await response.arrayBuffer());
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError("mirror_failed", `GET ${url} failed: ${String(cause)}`, hint, { cause });
  }
}
