/**
 * Files of containers. Text: one immutable ConfigMap whose name carries the hash of its content; changed content is another
 * object, so a pod keeps the files of the version it was started with, and a rollback finds them. What comes from a secret or
 * another object is mounted from there, and its content is in no ConfigMap.
 */
import { type AppSpec, type ContainerPart, containersOf, type FileContent } from "@halcyon/contracts";
import { secretKeyRef } from "../secrets/objects.ts";
import type { Manifest } from "../types.ts";
import { objectLabels, versionLabel } from "./labels.ts";
import { contentHash, sorted } from "./stable.ts";

export interface ConfigFiles {
  /** Null where no file has a text of its own. */
  readonly manifest: Manifest | null;
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
  const paths = Object.keys(part.files).sort();
  if (paths.length === 0) return null;
  // The app's own files have the shorter name.
  const named = (volume: string) => (part.kind === "own" ? volume : `${volume}-${part.name}`);
  const keys = keysOf(paths);
  const keyOf = (path: string) => keys.get(path) ?? path;
  const isText = (path: string) => typeof part.files[path] === "string";
  const texts = paths.filter(isText);
  const elsewhere = paths.filter((path) => !isText(path));
  const manifest = texts.length === 0 ? null : renderConfigMap(spec, namespace, part, texts, keyOf);
  return {
    manifest,
    volumes: [
      ...(manifest === null ? [] : [{ name: named("files"), configMap: { name: manifest.metadata.name } }]),
      ...(elsewhere.length === 0
        ? []
        : [
            {
              name: named("secrets"),
              projected: {
                sources: elsewhere.map((path) => source(spec.name, part.files[path] ?? "", keyOf(path))),
              },
            },
          ]),
    ],
    mounts: paths.map((path) => ({
      name: named(isText(path) ? "files" : "secrets"),
      mountPath: path,
      subPath: keyOf(path),
      readOnly: true,
    })),
  };
}

function renderConfigMap(
  spec: AppSpec,
  namespace: string,
  part: ContainerPart,
  texts: readonly string[],
  keyOf: (path: string) => string,
): Manifest {
  const data = sorted(
    Object.fromEntries(
      texts.map((path) => {
        const content = part.files[path];
        return [keyOf(path), typeof content === "string" ? content : ""];
      }),
    ),
  );
  const prefix = part.kind === "own" ? spec.name : `${spec.name}-${part.name}`;
  const name = `${prefix}-files-${contentHash(data).slice(0, 10)}`;
  // The version is left out: an unchanged ConfigMap stays one object over many images.
  const { [versionLabel]: _version, ...labels } = objectLabels(spec);
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace, labels },
    immutable: true,
    data,
  };
}

/** One file of a projected volume, from an object that holds its content. */
function source(app: string, content: FileContent, path: string): object {
  if (typeof content === "string") throw new Error(`${path} is text`);
  if ("secret" in content) {
    const { name, key } = secretKeyRef(app, { secret: content.secret, version: content.version ?? 0 });
    return { secret: { name, items: [{ key, path }] } };
  }
  const { from } = content;
  return "secret" in from
    ? { secret: { name: from.secret, items: [{ key: from.key, path }] } }
    : { configMap: { name: from.configMap, items: [{ key: from.key, path }] } };
}

/** A key per path: `/etc/app/a.conf` becomes `etc_app_a.conf`, with a hash where two would be equal or too long. */
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
