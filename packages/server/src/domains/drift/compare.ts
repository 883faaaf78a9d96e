/**
 * What of a live object is not what a manifest says. Pure: no dry run, since that needs the right to write, and Halcyon
 * itself only reads. What a manifest leaves out is the API server's to fill in; only what another manager owns there counts.
 */
import type { Manifest } from "#domains/apps/index.ts";
import {
  fieldAt,
  type FieldOwner,
  type FieldPath,
  hasKeys,
  isController,
  isControllersOwn,
  isForeign,
  isOwn,
  type ItemKey,
  ownedFields,
  ownersOf,
  owns,
} from "#kube/managed-fields.ts";
import type { KubeObject } from "#kube/types.ts";
import { sameQuantity } from "./quantity.ts";

export interface Difference {
  readonly path: FieldPath;
  readonly change: "changed" | "added" | "removed";
  readonly wanted: unknown;
  readonly live: unknown;
  /** Null when nobody owns it. */
  readonly owner: FieldOwner | null;
}

export interface CompareOptions {
  /** An autoscaler decides about replicas. */
  readonly autoscaled: boolean;
}

/** Keys of lists whose items are told apart by them; every other list is one value. After the API's listMapKeys. */
const listKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ["name"],
  initContainers: ["name"],
  env: ["name"],
  volumes: ["name"],
  volumeMounts: ["mountPath"],
  volumeDevices: ["devicePath"],
  imagePullSecrets: ["name"],
  hostAliases: ["ip"],
  topologySpreadConstraints: ["topologyKey", "whenUnsatisfiable"],
};

/** Fields the API server stores even when they are empty, and without a default of its own. */
const keptWhenEmpty = new Set([
  "automountServiceAccountToken",
  "allowPrivilegeEscalation",
  "runAsNonRoot",
  "readOnlyRootFilesystem",
  "privileged",
  "runAsUser",
  "runAsGroup",
  "immutable",
  "replicas",
  "minReplicas",
]);

/** @returns every difference, in the order of the manifest, then what others added */
export function compareObject(wanted: Manifest, live: KubeObject, options: CompareOptions): Difference[] {
  const owners = ownersOf(live.metadata);
  const found: Difference[] = [];
  const note = (path: FieldPath, a: unknown, b: unknown) => {
    const owner = ownerAt(owners, path);
    if (isReplicas(path) && (options.autoscaled || isController(owner?.manager))) return;
    found.push({
      path,
      change: b === undefined ? "removed" : "changed",
      wanted: a ?? null,
      live: b ?? null,
      owner: b === undefined ? null : owner,
    });
  };
  for (const [part, a, b] of partsOf(wanted, live)) compare(a, b, part, note);
  return [...found, ...added(wanted, live, owners)];
}

/** What of an object is compared: its labels and annotations, and everything beside metadata and status. */
function* partsOf(wanted: Manifest, live: KubeObject): Generator<[FieldPath, unknown, unknown]> {
  for (const part of ["labels", "annotations"] as const)
    yield [["metadata", part], wanted.metadata[part], live.metadata[part]];
  for (const [key, value] of Object.entries(wanted)) {
    if (["apiVersion", "kind", "metadata", "status"].includes(key)) continue;
    yield [[key], value, (live as unknown as Record<string, unknown>)[key]];
  }
}

type Note = (path: FieldPath, wanted: unknown, live: unknown) => void;

function compare(wanted: unknown, live: unknown, path: FieldPath, note: Note): void {
  if (wanted === undefined || wanted === null) return;
  if (Array.isArray(wanted)) return compareList(wanted, live, path, note);
  if (typeof wanted === "object") {
    if (isEmpty(wanted) && live === undefined) return;
    if (typeof live !== "object" || live === null) {
      if (live !== undefined || !onlyEmpty(wanted)) note(path, wanted, live);
      return;
    }
    for (const [key, value] of Object.entries(wanted))
      compare(value, (live as Record<string, unknown>)[key], [...path, key], note);
    return;
  }
  if (wanted === live) return;
  const last = path.at(-1);
  const droppable = typeof last !== "string" || !keptWhenEmpty.has(last);
  if (live === undefined && isEmpty(wanted) && droppable) return;
  if (!sameQuantity(path, wanted, live)) note(path, wanted, live);
}

function compareList(wanted: readonly unknown[], live: unknown, path: FieldPath, note: Note): void {
  if (wanted.length === 0 && live === undefined) return;
  const items = Array.isArray(live) ? (live as readonly unknown[]) : [];
  const keys = keysAt(path, wanted);
  if (keys === null) {
    if (!containsAll(wanted, live)) note(path, wanted, live);
    return;
  }
  for (const item of wanted) {
    const key = itemKey(item, keys);
    const other = items.find((candidate) => hasKeys(candidate, key));
    compare(item, other, [...path, key], note);
  }
}

/** Equal but for what the API server filled in. */
function containsAll(wanted: readonly unknown[], live: unknown): boolean {
  if (!Array.isArray(live) || live.length !== wanted.length) return false;
  let same = true;
  for (const [index, item] of wanted.entries()) compare(item, live[index], [], () => (same = false));
  return same;
}

function keysAt(path: FieldPath, items: readonly unknown[]): readonly string[] | null {
  const name = path.at(-1);
  if (
    items.length === 0 ||
    typeof name !== "string" ||
    !items.every((item) => typeof item === "object" && item !== null)
  )
    return null;
  if (name === "ports")
    return "port" in (items[0] as object) ? ["port", "protocol"] : ["containerPort", "protocol"];
  return listKeys[name] ?? null;
}

function itemKey(item: unknown, keys: readonly string[]): ItemKey {
  const map = item as Record<string, unknown>;
  const value = (key: string) => map[key] ?? (key === "protocol" ? "TCP" : undefined);
  return { item: Object.fromEntries(keys.map((key) => [key, value(key)])) };
}

/** What managers that are neither Halcyon nor a controller own and the manifest does not say. */
function added(wanted: Manifest, live: KubeObject, owners: readonly FieldOwner[]): Difference[] {
  const found = new Map<string, Difference>();
  for (const owner of owners.filter(isForeign)) {
    for (const owned of ownedFields(owner)) {
      if (!isCompared(owned) || isReplicas(owned)) continue;
      const path = firstUnsaid(wanted, owned);
      const value = path === null ? undefined : fieldAt(live, path);
      if (path === null || value === undefined) continue;
      const key = JSON.stringify(path);
      const known = found.get(key);
      if (known !== undefined && (known.owner?.time ?? "") >= (owner.time ?? "")) continue;
      found.set(key, { path, change: "added", wanted: null, live: value, owner });
    }
  }
  return [...found.values()];
}

/** The path itself when the manifest says nothing there; the item of a list the manifest has not; null when it says it. */
function firstUnsaid(wanted: Manifest, path: FieldPath): FieldPath | null {
  for (let length = 1; length <= path.length; length++) {
    const part = path.slice(0, length);
    const value = fieldAt(wanted, part);
    // A list that is one value is compared as one.
    if (Array.isArray(value) && value.length > 0 && keysAt(part, value) === null) return null;
    if (value === undefined && (typeof path[length - 1] !== "string" || length === path.length)) return part;
  }
  return fieldAt(wanted, path) === undefined ? path : null;
}

function isCompared(path: FieldPath): boolean {
  const [part, under, name] = path;
  if (part === "metadata") {
    if (under !== "labels" && under !== "annotations") return false;
    return under === "labels" || (typeof name === "string" && !isControllersOwn(name));
  }
  return part !== "status" && part !== "apiVersion" && part !== "kind" && typeof part === "string";
}

/** The newest of those who own a field, somebody else before Halcyon. */
function ownerAt(owners: readonly FieldOwner[], path: FieldPath): FieldOwner | null {
  const of = owners.filter((owner) => owner.subresource !== "status" && owns(owner, path));
  const newest = (list: readonly FieldOwner[]) =>
    [...list].sort((a, b) => (a.time ?? "").localeCompare(b.time ?? "")).at(-1);
  return newest(of.filter(({ manager }) => !isOwn(manager))) ?? newest(of) ?? null;
}

const isReplicas = (path: FieldPath) => path.length === 2 && path[0] === "spec" && path[1] === "replicas";

function isEmpty(value: unknown): boolean {
  if (value === "" || value === 0 || value === false) return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function onlyEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).every(onlyEmpty);
  return value === undefined || value === null || isEmpty(value);
}
