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
