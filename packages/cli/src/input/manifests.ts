/** Kubernetes objects out of YAML: of a file, or of every file of a folder. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { type Source, usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { readSource } from "./file.ts";

export interface KubeObject {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** The objects of all documents; a List is the objects in it. @throws CliError for what is no YAML */
export function objectsIn(source: Source): KubeObject[] {
  return parseAllDocuments(source.text).flatMap((document): KubeObject[] => {
    if (document.errors.length > 0) {
      throw usageError(
        `${source.name} is not YAML: ${document.errors[0]?.message}`,
        "Give Kubernetes manifests.",
      );
    }
    const object = document.toJS({ maxAliasCount: 100 }) as (KubeObject & { items?: KubeObject[] }) | null;
    if (object === null) return [];
    return object.kind === "List" ? (object.items ?? []) : [object];
  });
}

/** Those of every .yaml, .yml and .json of a folder and the folders in it, in the order of their names. @throws CliError */
export async function objectsUnder(io: Io, folder: string): Promise<KubeObject[]> {
  let names: string[];
  try {
    names = await readdir(folder, { recursive: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: `There is no folder ${folder}.`,
      ENOTDIR: `${folder} is no folder.`,
    };
    throw usageError(reasons[code ?? ""] ?? `${folder} cannot be read: ${message}`, "Nothing was sent.");
  }
  const files = names.filter((name) => /\.(ya?ml|json)$/.test(name)).sort((a, b) => a.localeCompare(b));
  if (files.length === 0)
    throw usageError(`${folder} holds no .yaml file.`, "Name the folder of the manifests.");
  const sources = await Promise.all(files.map((name) => readSource(io, join(folder, name))));
  return sources.flatMap(objectsIn);
}
