import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type ComponentName,
  type ComponentSpec,
  componentNames,
  components,
  type ModuleName,
  modules,
} from "#components/catalogue.ts";
import { findPrebuilt, isExecutable } from "#components/find.ts";
import { findGo, goBuild } from "#components/go.ts";
import { withFileLock } from "#components/lock.ts";
import { fetchFromMirror } from "#components/mirror.ts";
import { type LabConfig, readConfig } from "#config.ts";
import { type Progress, silent, withProgress } from "#progress.ts";

export interface EnsureOptions {
  names?: readonly ComponentName[];
  progress?: Progress;
  config?: LabConfig;
  signal?: AbortSignal;
}

/** Paths of usable binaries by component name. */
export type ComponentPaths = Record<ComponentName, string>;

const goDir = fileURLToPath(new URL("../../go", import.meta.url));

/**
 * Makes sure a binary exists for each named component and returns their paths. In this order: KUBEBUILDER_ASSETS,
 * PATH, the cache, the mirror, a build with Go. The cache folder's name carries the module's version and a hash of its
 * go.mod and go.sum, so a changed pin never meets an old binary. Two processes never build the same thing at once.
 */
export async function ensureComponents(options: EnsureOptions = {}): Promise<ComponentPaths> {
  const config = options.config ?? readConfig();
  const progress = options.progress ?? silent;
  const names = options.names ?? componentNames;
  const paths: Partial<ComponentPaths> = {};
  const missing = new Map<ModuleName, ComponentSpec[]>();

  await Promise.all(
    names.map(async (name) => {
      const component = components[name];
      const cached = join(await moduleCacheDir(component.module, config), name);
      const found =
        (await findPrebuilt(component, config)) ?? ((await isExecutable(cached)) ? cached : undefined);
      if (found) paths[name] = found;
      else missing.set(component.module, [...(missing.get(component.module) ?? []), component]);
    }),
  );
  // One module after the other: each build already uses every core.
  for (const moduleName of ["etcd", "kwok", "kubernetes"] as const) {
    const wanted = missing.get(moduleName);
    if (wanted) Object.assign(paths, await obtain(moduleName, wanted, { ...options, config, progress }));
  }
  return paths as ComponentPaths;
}

/** The content-addressed cache folder of one module's binaries. */
export async function moduleCacheDir(name: ModuleName, config: LabConfig): Promise<string> {
  const hash = createHash("sha256");
  for (const file of ["go.mod", "go.sum"]) hash.update(await readFile(join(goDir, name, file)));
  const key = hash.digest("hex").slice(0, 12);
  return join(config.cacheDir, "bin", `${name}-${modules[name].version}-${key}`);
}

async function obtain(
  name: ModuleName,
  wanted: ComponentSpec[],
  options: EnsureOptions & { config: LabConfig; progress: Progress },
): Promise<Partial<ComponentPaths>> {
  const { config, progress, signal } = options;
  const folder = await moduleCacheDir(name, config);
  const step = `${name} ${modules[name].version}`;
  const target = (component: ComponentSpec) => join(folder, component.name);
  await withProgress(progress, step, "waiting for the build lock", (say) =>
    withFileLock(
      `${folder}.lock`,
      {
        timeoutMs: 30 * 60_000,
        waiting: (holder) => say(`waiting for pid ${holder.pid}, which is getting the same binaries`),
      },
      async () => {
        await mkdir(folder, { recursive: true });
        const toBuild: ComponentSpec[] = [];
        for (const component of wanted) {
          // Another process may have finished it while this one waited for the lock.
          if (await isExecutable(target(component))) continue;
          say(`looking for ${component.name} on the mirror`);
          if (!(await fetchFromMirror(component, target(component), config))) toBuild.push(component);
        }
        if (toBuild.length > 0) await build(name, toBuild, folder, { config, signal }, say);
      },
    ),
  );
  return Object.fromEntries(wanted.map((component) => [component.name, target(component)]));
}

async function build(
  name: ModuleName,
  wanted: ComponentSpec[],
  folder: string,
  { config, signal }: { config: LabConfig; signal: AbortSignal | undefined },
  say: (message: string) => void,
): Promise<void> {
  const go = await findGo(config);
  const what = wanted.map((component) => component.name).join(", ");
  const expect = modules[name].expect;
  say(`building ${what} with ${go}; cold, this takes ${expect}`);
  const outDir = `${folder}.building.${process.pid}`;
  try {
    await goBuild({
      go,
      moduleDir: join(goDir, name),
      packages: wanted.map((component) => component.package),
      ldflags: modules[name].ldflags,
      outDir,
      logFile: join(config.cacheDir, "log", `build-${name}.log`),
      env: config.env,
      signal,
      onLine: (line) => say(`building ${what}; cold, this takes ${expect}; ${line.slice(0, 60)}`),
    });
    // Binaries get their final names only when complete, so a killed build leaves nothing half-written.
    for (const component of wanted) {
      await rename(join(outDir, component.output), join(folder, component.name));
    }
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}
