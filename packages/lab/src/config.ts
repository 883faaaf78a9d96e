import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** What the lab takes from its surroundings. Nothing else in the lab reads the environment. */
export interface LabConfig {
  /** Binaries and build locks live here; safe to delete when no lab runs. */
  cacheDir: string;
  /** Where `halcyon lab up` keeps its rooms when no --dir is given. */
  defaultLabDir: string;
  /** Directory with prebuilt binaries, as controller-runtime's envtest uses it. */
  kubebuilderAssets: string | undefined;
  /** Base URL that serves `<name>-v<version>-<os>-<arch>` files. */
  mirrorUrl: string | undefined;
  /** Path or URL of the checksum list; default is `SHA256SUMS` on the mirror itself. */
  mirrorSums: string | undefined;
  path: string[];
  env: NodeJS.ProcessEnv;
}

/** Reads the lab's settings from an environment. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): LabConfig {
  const home = env.HOME ?? homedir();
  return {
    cacheDir: env.HALCYON_CACHE ?? join(home, ".cache", "halcyon"),
    defaultLabDir: env.HALCYON_LAB_DIR ?? join(home, ".local", "share", "halcyon", "lab"),
    kubebuilderAssets: env.KUBEBUILDER_ASSETS || undefined,
    mirrorUrl: env.HALCYON_MIRROR_URL?.replace(/\/+$/, "") || undefined,
    mirrorSums: env.HALCYON_MIRROR_SHA256SUMS || undefined,
    path: (env.PATH ?? "").split(delimiter).filter((entry) => entry !== ""),
    env,
  };
}
