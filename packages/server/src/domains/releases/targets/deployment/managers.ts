/** Who owns which fields of an object, from metadata.managedFields (Kubernetes API concepts, "Server-Side Apply"). */
import type { ObjectMeta } from "#kube/types.ts";
import type { Drift } from "../port.ts";

/** The field managers of a release's own writes. One for what is rendered, the others for what the release moves. */
export const managers = {
  apply: "halcyon",
  replicas: "halcyon-scale",
  step: "halcyon-release",
  fence: "halcyon-fence",
} as const;

const ours: readonly string[] = [...Object.values(managers), "kube-controller-manager"];

interface Entry {
  readonly manager?: string;
  readonly operation?: string;
  readonly time?: string;
  readonly subresource?: string;
  readonly fieldsV1?: unknown;
}

const isApply = (entry: Entry) => entry.manager === managers.apply && entry.operation === "Apply";
const isForeign = (entry: Entry) => !ours.includes(entry.manager ?? "") && entry.subresource !== "status";

/** Fields of the spec (or of `spec.replicas`) an entry owns. */
function fieldsOf(entry: Entry, part: "spec" | "replicas"): string[] {
  const spec = (entry.fieldsV1 as Partial<Fields> | undefined)?.["f:spec"];
  return leaves(spec, "spec").filter((field) => (field === "spec.replicas") === (part === "replicas"));
}

/**
 * The newest edit of `spec` (without replicas) or of `spec.replicas` by somebody who is neither Halcyon nor a controller
 * of Kubernetes; null when there is none. A field Halcyon's apply owns as well has Halcyon's value.
 */
export function newestForeign(metadata: ObjectMeta, part: "spec" | "replicas"): Drift | null {
  const entries: readonly Entry[] = metadata.managedFields ?? [];
  const applied = entries.find(isApply);
  const shared = new Set(applied === undefined ? [] : fieldsOf(applied, part));
  const edits = entries.filter(isForeign).flatMap((entry) => {
    const fields = fieldsOf(entry, part).filter((field) => !shared.has(field));
    return fields.length === 0 ? [] : [{ entry, fields }];
  });
  const newest = edits.sort((a, b) => (a.entry.time ?? "").localeCompare(b.entry.time ?? "")).at(-1);
  if (newest === undefined) return null;
  const { entry, fields } = newest;
  const more = fields.length > 3 ? ` and ${fields.length - 3} more` : "";
  return {
    what: `${fields.slice(0, 3).join(", ")}${more} changed`,
    who: entry.manager ?? "unknown",
    at: entry.time ?? null,
  };
}

/** Everybody else who owns a field of the spec, or spec.replicas. */
export function strangers(metadata: ObjectMeta, part: "spec" | "replicas"): string[] {
  const entries: readonly Entry[] = metadata.managedFields ?? [];
  const owners = entries.filter((entry) => isForeign(entry) && fieldsOf(entry, part).length > 0);
  return [...new Set(owners.map((entry) => entry.manager ?? "unknown"))];
}

/**
 * managedFields in which what others own of the spec is Halcyon's apply's, or nobody's where Halcyon does not apply. An
 * apply removes only what its own manager owned, so without this a field somebody added would stay; and a value somebody
 * set to what is wanted now would be a conflict when it next changes.
 * @param keep the one field of the spec that stays whose it is
 */
export function takenOver(metadata: ObjectMeta, keep: string | null): readonly object[] {
  const entries: readonly Entry[] = metadata.managedFields ?? [];
  const own = entries.find(isApply);
  let fields = (own?.fieldsV1 ?? {}) as Fields;
  const others = entries.flatMap((entry) => {
    const { "f:spec": spec, ...rest } = (entry.fieldsV1 ?? {}) as Fields;
    if (entry === own) return [];
    if (!isForeign(entry) || spec === undefined) return [entry];
    const of = (kept: boolean) =>
      Object.fromEntries(Object.entries(spec).filter(([field]) => (field === keep) === kept));
    fields = united(fields, { "f:spec": of(false) });
    const left = Object.keys(of(true)).length === 0 ? rest : { ...rest, "f:spec": of(true) };
    return Object.keys(left).length === 0 ? [] : [{ ...entry, fieldsV1: left }];
  });
  return own === undefined ? others : [{ ...own, fieldsV1: fields }, ...others];
}

interface Fields {
  readonly [field: string]: Fields;
}

function united(a: Fields, b: Fields): Fields {
  const all: Record<string, Fields> = { ...a };
  for (const [field, below] of Object.entries(b)) all[field] = united(all[field] ?? {}, below);
  return all;
}

/** Whether this apply manager owns spec.replicas: then leaving it out of an apply would set it to 1. */
export function ownsReplicas(metadata: ObjectMeta, manager: string): boolean {
  return (metadata.managedFields ?? []).some((entry: Entry) => {
    const spec = (entry.fieldsV1 as Record<string, unknown> | undefined)?.["f:spec"];
    return (
      entry.manager === manager &&
      entry.operation === "Apply" &&
      leaves(spec, "spec").includes("spec.replicas")
    );
  });
}

/** Paths of the fields of a fieldsV1 set: `spec.template.spec.containers[name=web].image`. */
function leaves(node: unknown, path: string): string[] {
  if (node === null || typeof node !== "object") return [];
  const children = Object.entries(node).filter(([key]) => key !== ".");
  if (children.length === 0) return [path];
  return children.flatMap(([key, child]) => leaves(child, `${path}${step(key)}`));
}

function step(key: string): string {
  if (key.startsWith("f:")) return `.${key.slice(2)}`;
  if (!key.startsWith("k:")) return `[${key}]`;
  try {
    const keys = Object.entries(JSON.parse(key.slice(2)) as Record<string, unknown>);
    return `[${keys.map(([name, value]) => `${name}=${String(value)}`).join(",")}]`;
  } catch {
    return `[${key.slice(2)}]`;
  }
}
