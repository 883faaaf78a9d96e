/**
 * Config files: one immutable ConfigMap whose name carries the hash of its content. Changed content is
 * another object, so a pod keeps the files of the version it was started with, and a rollback finds them.
 */
import { type AppSpec, type ContainerPart, containersOf } from "@halcyon/contracts";
import type { Manifest } from "../types.ts";
import { objectLabels, versionLabel } from "./labels.ts";
import { contentHash, sorted } from "./stable.ts";

export interface ConfigFiles {
  readonly manifest: Manifest;
  readonly volumes: readonly object[];
  readonly mounts: readonly object[];
}

/** By the name of the container that has them; containers without files are not there. */
export type FilesOfContainers = ReadonlyMap<string, ConfigFiles>;

export function renderAllFiles(spec: AppSpec, namespace: string): FilesOfContainers {
  return new Map(
    containersOf(spec).flatMap((part) => {
      const files = renderFiles(spec, namespace, part);
      return files === null ? [] : [[part.name, files] as const];
    }),
  );
}

/** @returns null when the container has no files */
function renderFiles(spec: AppSpec, namespace: string, part: ContainerPart): ConfigFiles | null {
  // The app's own files have the shorter name.
  const [prefix, volume] =
    part.kind === "own" ? [spec.name, "files"] : [`${spec.name}-${part.name}`, `files-${part.name}`];
  const paths = Object.keys(part.files).sort();
  if (paths.length === 0) return null;
  const keys = keysOf(paths);
  const data = sorted(
    Object.fromEntries(paths.map((path) => [keys.get(path) ?? path, part.files[path] ?? ""])),
  );
  const name = `${prefix}-files-${contentHash(data).slice(0, 10)}`;
  // The version is left out: an unchanged ConfigMap stays one object over many images.
  const { [versionLabel]: _version, ...labels } = objectLabels(spec);
  return {
    manifest: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace, labels },
      immutable: true,
      data,
    },
    volumes: [{ name: volume, configMap: { name } }],
    mounts: paths.map((path) => ({
      name: volume,
      mountPath: path,
      subPath: keys.get(path),
      readOnly: true,
    })),
  };
}

/** A ConfigMap key per path: `/etc/app/a.conf` becomes `etc_app_a.conf`, with a hash where two would be equal or too long. */
function keysOf(paths: readonly string[]): Map<string, string> {
  const plain = (path: string) => path.slice(1).replaceAll("/", "_");
  const count = new Map<string, number>();
  for (const path of paths) count.set(plain(path), (count.get(plain(path)) ?? 0) + 1);
  return new Map(
    paths.map((path) => {
      const key = plain(path);
      const unique = count.get(key) === 1 && key.length <= 200;
      return [path, unique ? key : `${key.slice(0, 200)}.${contentHash(path).slice(0, 8)}`];
    }),
  );
}
