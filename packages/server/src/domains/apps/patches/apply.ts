/** Puts a spec's patches on its rendered manifests, in their order, and keeps what each of them did. Pure. */
import type { AppSpec, Patch, SpecIssue } from "@halcyon/contracts";
import { valueAt } from "../base/merge.ts";
import { canonicalJson, contentHash } from "../render/stable.ts";
import type { AppTarget, Manifest } from "../types.ts";
import { leafName, leavesOf, type Path } from "../explain/leaves.ts";
import { JsonPatchError, jsonPatch } from "./json-patch.ts";
import { protection } from "./protected.ts";
import { StrategicMergeError, strategicMerge } from "./strategic.ts";

/** What one patch did to one object. */
export interface Change {
  /** Its place among the spec's patches. */
  readonly patch: number;
  /** The object's place among the manifests. */
  readonly object: number;
  readonly fields: readonly Path[];
  readonly removed: readonly Path[];
}

export interface Patched {
  readonly manifests: readonly Manifest[];
  readonly changes: readonly Change[];
  /** What is wrong with the patches here. */
  readonly issues: readonly SpecIssue[];
  /** Places of patches that found something to change. */
  readonly matched: ReadonlySet<number>;
}

type Places = Pick<AppTarget, "cluster" | "room">;

/** True where a patch holds: everywhere, or in the rooms and clusters it names. */
export function holdsIn({ rooms }: Patch, { cluster, room }: Places): boolean {
  return rooms === undefined || rooms.includes(room) || rooms.includes(cluster);
}

/**
 * Patches of a target's manifests. What a patch is for is found by the names before any patch; a Job whose spec was patched
 * ends under another name, see `renamed`.
 */
export function applyPatches(
  { patches = [], adopted }: Pick<AppSpec, "patches" | "adopted">,
  target: Places,
  rendered: readonly Manifest[],
): Patched {
  const manifests = [...rendered];
  const changes: Change[] = [];
  const issues: SpecIssue[] = [];
  const matched = new Set<number>();
  for (const [index, patch] of patches.entries()) {
    if (!holdsIn(patch, target)) continue;
    for (const [object, manifest] of manifests.entries()) {
      if (!isMeant(patch, manifest)) continue;
      matched.add(index);
      const result = patchOne(patch, index, manifest);
      issues.push(...result.issues);
      if (result.issues.length > 0) continue;
      manifests[object] = result.manifest;
      const { fields, removed } = result;
      if (fields.length + removed.length > 0) changes.push({ patch: index, object, fields, removed });
    }
  }
  const kept = new Set(adopted?.objects?.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  for (const object of new Set(changes.filter(changesSpec).map((change) => change.object))) {
    const manifest = manifests[object];
    if (manifest?.kind !== "Job" || kept.has(`Job/${manifest.metadata.name}`)) continue;
    manifests[object] = renamed(manifest);
  }
  return { manifests, changes, issues, matched };
}

function changesSpec({ fields, removed }: Change): boolean {
  return [...fields, ...removed].some(([first]) => first === "spec");
}

/**
 * A Job never changes in a cluster: where its name did not carry the hash of what patches made of it, a changed patch would
 * be an update that the cluster refuses. The new hash is as long as the old, so the name stays within its bounds.
 */
function renamed(job: Manifest): Manifest {
  const { name } = job.metadata;
  const start = name.lastIndexOf("-") + 1;
  const hash = contentHash(job["spec"]).slice(0, name.length - start);
  return { ...job, metadata: { ...job.metadata, name: `${name.slice(0, start)}${hash}` } };
}

function isMeant({ target }: Patch, { kind, metadata }: Manifest): boolean {
  return target.kind === kind && (target.name === undefined || target.name === metadata.name);
}

interface Result {
  readonly manifest: Manifest;
  readonly fields: readonly Path[];
  readonly removed: readonly Path[];
  readonly issues: readonly SpecIssue[];
}

function patchOne(patch: Patch, index: number, manifest: Manifest): Result {
  const object = `${manifest.kind}/${manifest.metadata.name}`;
  const path = ["patches", index];
  const refuse = (at: (string | number)[], message: string, hint: string): Result => ({
    manifest,
    fields: [],
    removed: [],
    issues: [{ path: [...path, ...at], message: `patch ${patch.name} of ${object}: ${message}`, hint }],
  });
  let after: unknown;
  try {
    after =
      patch.merge === undefined
        ? jsonPatch(manifest, patch.json ?? [])
        : strategicMerge(manifest, patch.merge, manifest.kind);
  } catch (error) {
    if (error instanceof StrategicMergeError) {
      return refuse(["merge"], error.message, "compare with `halcyon app render`");
    }
    if (error instanceof JsonPatchError) {
      return refuse(["json", error.operation, "path"], error.message, "compare with `halcyon app render`");
    }
    throw error;
  }
  const { fields, removed } = difference(manifest, after);
  for (const field of [...fields, ...removed]) {
    const rule = protection(manifest.kind, leafName(field), valueAt(after, field));
    if (rule !== null) return refuse(placeIn(patch, field), `${leafName(field)}: ${rule.message}`, rule.hint);
  }
  const first = ownContainer(manifest);
  if (first !== null && ownContainer(after) !== first) {
    return refuse(
      placeIn(patch, []),
      `the app's own container ${first} stays, and stays the first`,
      "put others after it",
    );
  }
  return { manifest: after as Manifest, fields, removed, issues: [] };
}

/** Where in a patch a field is spoken of: the map nearest to it, or the operation that changed it. */
function placeIn({ json }: Patch, field: Path): (string | number)[] {
  if (json === undefined) {
    const list = field.findIndex((part) => typeof part === "number");
    return ["merge", ...(list < 0 ? field : field.slice(0, list - 1))];
  }
  const pointer = `/${field.map((part) => String(part).replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}/`;
  const at = json.findIndex(({ path, from }) =>
    [path, from].some((one) => one !== undefined && pointer.startsWith(`${one}/`)),
  );
  return at < 0 ? ["json"] : ["json", at];
}

/** The name of a pod template's first container; null where there is no such thing. */
function ownContainer(manifest: unknown): string | null {
  const name = valueAt(manifest, ["spec", "template", "spec", "containers", 0, "name"]);
  return typeof name === "string" ? name : null;
}

/** Leaves that came or are otherwise, and leaves that went. */
function difference(before: unknown, after: unknown): { fields: Path[]; removed: Path[] } {
  const texts = (value: unknown) =>
    new Map(
      [...leavesOf(value)].map((leaf) => [leafName(leaf.path), { ...leaf, text: canonicalJson(leaf.value) }]),
    );
  const [old, now] = [texts(before), texts(after)];
  return {
    fields: [...now].filter(([name, { text }]) => old.get(name)?.text !== text).map(([, { path }]) => path),
    // An empty map that something was put into is not gone.
    removed: [...old]
      .filter(
        ([name, { path, value }]) =>
          !now.has(name) && !(isEmpty(value) && valueAt(after, path) !== undefined),
      )
      .map(([, { path }]) => path),
  };
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
