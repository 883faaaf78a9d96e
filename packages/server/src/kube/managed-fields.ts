/**
 * Who owns which fields of an object, from metadata.managedFields (Kubernetes API concepts, "Server-Side Apply"): names
 * as `f:spec`, items of keyed lists as `k:{"name":"web"}`, members of sets as `v:"x"`. Pure.
 */
import type { ObjectMeta } from "./types.ts";

/** An item of a list that is told apart by the values of its keys. */
export interface ItemKey {
  readonly item: Readonly<Record<string, unknown>>;
}

/** One step from an object to a field in it. */
export type FieldStep = string | ItemKey;
export type FieldPath = readonly FieldStep[];

interface FieldSet {
  readonly [step: string]: FieldSet;
}

/** One line of managedFields. */
export interface FieldOwner {
  readonly manager: string;
  /** Apply or Update. */
  readonly operation: string;
  readonly time: string | null;
  /** `status`, `scale`; empty for the object itself. */
  readonly subresource: string;
  readonly fields: FieldSet;
}

/** Owners of an object's fields, as they are listed. */
export function ownersOf(metadata: ObjectMeta): FieldOwner[] {
  return (metadata.managedFields ?? []).map((entry) => ({
    manager: entry.manager ?? "unknown",
    operation: entry.operation ?? "Update",
    time: entry.time ?? null,
    subresource: entry.subresource ?? "",
    fields: ((entry as { fieldsV1?: unknown }).fieldsV1 ?? {}) as FieldSet,
  }));
}

/** The fields an owner has, as far down as it owns them. */
export function* ownedFields({ fields }: FieldOwner): Generator<FieldPath> {
  yield* leaves(fields, []);
}

function* leaves(set: FieldSet, path: FieldPath): Generator<FieldPath> {
  const below = Object.entries(set).filter(([key]) => key !== ".");
  if (below.length === 0 && path.length > 0) yield path;
  for (const [key, under] of below) {
    const step = stepOf(key);
    // A member of a set: the list itself is what has an owner for a person.
    if (step === null) yield path;
    else yield* leaves(under, [...path, step]);
  }
}

function stepOf(key: string): FieldStep | null {
  if (key.startsWith("f:")) return key.slice(2);
  if (!key.startsWith("k:")) return null;
  try {
    return { item: JSON.parse(key.slice(2)) as Record<string, unknown> };
  } catch {
    return null;
  }
}

/** Whether an owner owns a field, something in it, or all around it. */
export function owns(owner: FieldOwner, path: FieldPath): boolean {
  let set: FieldSet = owner.fields;
  for (const step of path) {
    const entries = Object.entries(set);
    if (entries.length === 0) return true;
    const next = entries.find(([key]) => {
      const other = stepOf(key);
      if (other === null) return false;
      return typeof step === "string" || typeof other === "string" ? other === step : sameItem(other, step);
    });
    if (next === undefined) return false;
    [, set] = next;
  }
  return true;
}

function sameItem(a: ItemKey, b: ItemKey): boolean {
  const keys = Object.keys(a.item);
  return keys.length === Object.keys(b.item).length && keys.every((key) => a.item[key] === b.item[key]);
}

/** The value at a path of an object; undefined where there is none. */
export function fieldAt(root: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((at, step) => {
    if (typeof at !== "object" || at === null) return undefined;
    if (typeof step === "string")
      return Object.hasOwn(at, step) ? (at as Record<string, unknown>)[step] : undefined;
    return Array.isArray(at) ? at.find((item) => hasKeys(item, step)) : undefined;
  }, root);
}

/** Whether a list's item is the one with these keys; TCP is the API's default protocol. */
export function hasKeys(item: unknown, { item: keys }: ItemKey): boolean {
  if (typeof item !== "object" || item === null) return false;
  const map = item as Record<string, unknown>;
  return Object.entries(keys).every(
    ([key, value]) => (map[key] ?? (key === "protocol" ? "TCP" : undefined)) === value,
  );
}

/** `spec.template.spec.containers[name=web].image`; names with other characters are quoted. */
export function fieldName(path: FieldPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step !== "string") {
      const keys = Object.entries(step.item).map(([key, value]) => `${key}=${String(value)}`);
      return `${text}[${keys.join(",")}]`;
    }
    if (!/^[A-Za-z_$][-A-Za-z0-9_]*$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

/** Managers of Kubernetes' own controllers: what they write is nobody's edit. */
const controllers: readonly string[] = [
  "kube-controller-manager",
  "cloud-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-apiserver",
];

/** Annotations controllers and Halcyon's releases keep for themselves. */
const controllersOwn =
  /^(deployment\.kubernetes\.io\/|autoscaling\.alpha\.kubernetes\.io\/|pv\.kubernetes\.io\/|volume\.(beta\.)?kubernetes\.io\/|deprecated\.daemonset\.template\.generation$|kubectl\.kubernetes\.io\/last-applied|halcyon\.dev\/(fence|release)$)/;

/** Whether an annotation is a controller's, or a release's own. */
export function isControllersOwn(annotation: string): boolean {
  return controllersOwn.test(annotation);
}

export function isController(manager: string | undefined): boolean {
  return controllers.includes(manager ?? "");
}

/** Halcyon's own managers: `halcyon`, and those a release moves a workload with. */
export function isOwn(manager: string): boolean {
  return manager === "halcyon" || manager.startsWith("halcyon-");
}

/** Neither Halcyon, nor a controller of Kubernetes, nor about status. */
export function isForeign({ manager, subresource }: FieldOwner): boolean {
  return subresource !== "status" && !isOwn(manager) && !controllers.includes(manager);
}

/**
 * managedFields in which some fields of others are an apply manager's instead.
 * @param wanted which fields
 * @returns null when there are none, or the manager has not applied yet
 */
export function withFieldsTaken(
  metadata: ObjectMeta,
  manager: string,
  wanted: (owner: FieldOwner, path: FieldPath) => boolean,
): readonly object[] | null {
  const entries = (metadata.managedFields ?? []) as readonly { fieldsV1?: FieldSet }[];
  const owners = ownersOf(metadata);
  const own = owners.findIndex((owner) => owner.manager === manager && owner.operation === "Apply");
  if (own < 0) return null;
  let mine = owners[own]?.fields ?? {};
  let taken = false;
  const left = owners.map((owner, index) => {
    if (index === own) return null;
    const [give, keep] = split(owner.fields, (path) => wanted(owner, path), []);
    if (Object.keys(give).length > 0) {
      taken = true;
      mine = united(mine, give);
    }
    return keep;
  });
  if (!taken) return null;
  return entries.flatMap((entry, index) => {
    if (index === own) return [{ ...entry, fieldsV1: mine }];
    const fields = left[index] ?? {};
    return Object.keys(fields).length === 0 ? [] : [{ ...entry, fieldsV1: fields }];
  });
}

/** Parts a set in what is wanted of it and the rest, by its ends. */
function split(set: FieldSet, wanted: (path: FieldPath) => boolean, path: FieldPath): [FieldSet, FieldSet] {
  const below = Object.keys(set).filter((key) => key !== ".");
  if (below.length === 0) return path.length > 0 && wanted(path) ? [set, {}] : [{}, set];
  const give: Record<string, FieldSet> = {};
  const keep: Record<string, FieldSet> = {};
  for (const [key, under] of Object.entries(set)) {
    if (key === ".") continue;
    const step = stepOf(key);
    const at = step === null ? path : [...path, step];
    const [a, b] =
      Object.keys(under).length === 0
        ? wanted(at)
          ? [under, null]
          : [null, under]
        : split(under, wanted, at);
    if (a !== null && (Object.keys(a).length > 0 || b === null)) give[key] = a;
    if (b !== null && (Object.keys(b).length > 0 || a === null)) keep[key] = b;
  }
  // The item itself goes with all that is in it.
  const self = set["."];
  if (self !== undefined) (Object.keys(keep).length === 0 ? give : keep)["."] = self;
  return [give, keep];
}

function united(a: FieldSet, b: FieldSet): FieldSet {
  const all: Record<string, FieldSet> = { ...a };
  for (const [key, below] of Object.entries(b)) all[key] = united(all[key] ?? {}, below);
  return all;
}
