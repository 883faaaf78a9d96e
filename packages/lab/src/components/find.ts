import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { acceptsVersion, type ComponentSpec } from "#components/catalogue.ts";
import type { LabConfig } from "#config.ts";

const run = promisify(execFile);

/**
 * Looks for a usable prebuilt binary: first in KUBEBUILDER_ASSETS, then on PATH. A binary of another minor version is
 * passed over, because the lab's flags and the tests' expectations are written for the pinned one.
 */
export async function findPrebuilt(component: ComponentSpec, config: LabConfig): Promise<string | undefined> {
  const folders = [...(config.kubebuilderAssets ? [config.kubebuilderAssets] : []), ...config.path];
  for (const folder of folders) {
    const file = join(folder, component.name);
    if (!(await isExecutable(file))) continue;
    const version = await binaryVersion(file, component.versionArgs);
    if (version !== undefined && acceptsVersion(component, version)) return file;
  }
  return undefined;
}

/** True when the file exists and may be executed. */
export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function binaryVersion(file: string, args: string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(file, args, { timeout: 10_000 });
    return /(\d+\.\d+\.\d+)/.exec(stdout || stderr)?.[1];
  } catch {
    // A broken or foreign program of the same name is simply not one of ours.
    return undefined;
  }
}
