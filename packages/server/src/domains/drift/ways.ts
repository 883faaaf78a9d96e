/** The ways in which a spec might say what was found in a cluster, likeliest first. Which of them does is tried. Pure. */
import { type FieldPath, fieldName, type FieldStep } from "#kube/managed-fields.ts";
import type { Difference } from "./compare.ts";

type Path = readonly (string | number)[];

export interface Way {
  readonly how: "spec" | "overlay" | "patch";
  readonly path: Path;
  /** Undefined removes what is written. */
  readonly value: unknown;
}

export interface Place {
  readonly app: string;
  readonly cluster: string;
  readonly room: string;
  /** Other clusters run the app too. */
  readonly shared: boolean;
}

/**
 * @param deciders paths of the spec that decide the field, if it is rendered
 * @param patches how many patches the spec has
 */
export function waysToSay(
  { kind, name }: { kind: string; name: string },
  difference: Pick<Difference, "path" | "change" | "live">,
  place: Place,
  given: { deciders: readonly Path[]; patches: number; reason: string; everywhere: boolean },
): Way[] {
  const { path, change, live } = difference;
  const value = change === "removed" ? undefined : live;
  const direct: Way[] = [
    ...known(path, place, value),
    ...given.deciders.flatMap((at) => asWritten(at, value)),
  ].filter((way) => way.path[0] !== "patches");
  const replicas = direct.filter((way) => way.path[0] === "replicas");
  const rest = direct.filter((way) => way.path[0] !== "replicas");
  const overlays = rest.map(
    (way): Way => ({ ...way, how: "overlay", path: ["rooms", place.room, ...way.path] }),
  );
  const merge = mergeFor(path, value ?? null);
  const patch: Way = {
    how: "patch",
    path: ["patches", given.patches],
    value: {
      name: `taken-in-${given.patches + 1}`,
      why: given.reason,
      target: { kind, name },
      ...(given.everywhere ? {} : { rooms: [place.cluster] }),
      merge,
    },
  };
  // One cluster's drift is said of its room only, unless nobody else would notice.
  const scoped =
    place.shared && !given.everywhere ? [...overlays, patch, ...rest] : [...rest, ...overlays, patch];
  return [...replicas, ...scoped];
}

/** Fields that are not rendered yet, and where the spec says them. */
function known(path: FieldPath, { app, cluster, room }: Place, live: unknown): Way[] {
  const field = fieldName(path);
  const way = (at: Path, value: unknown = live): Way => ({ how: "spec", path: at, value });
  if (field === "spec.replicas") return [way(["replicas", cluster]), way(["replicas", room])];
  const [first, second, third, list, item, ...under] = path;
  if (first === "spec" && second === "template" && third === "metadata" && typeof item === "string")
    if (list === "labels" || list === "annotations") return [way(["pod", list, item])];
  const inApp = isItem(path[4], "name", app) && list === "containers";
  if (first !== "spec" || third !== "spec" || !inApp) return [];
  const [part, entry] = under;
  if (part === "env" && typeof entry === "object") {
    const name = String(entry.item["name"]);
    const text = typeof live === "object" && live !== null ? (live as { value?: unknown }).value : live;
    return live === undefined || typeof text === "string" ? [way(["env", name], text)] : [];
  }
  return under.every((step) => typeof step === "string") ? [way(under)] : [];
}

/** The live value as the spec may write it: a number of seconds may be `30s` there. */
function asWritten(path: Path, value: unknown): Way[] {
  const way = (one: unknown): Way => ({ how: "spec", path, value: one });
  if (typeof value === "number") return [way(value), way(String(value)), way(`${value}s`)];
  if (value !== undefined && typeof value === "object") return [];
  return [way(value)];
}

/** A strategic merge that says one field: list items by their key. */
function mergeFor(path: FieldPath, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === "string") return { [step]: mergeFor(rest, value) };
  // Only the first key finds an item in a merge; the others are its content.
  if (rest.length === 0) return [value === null ? { ...step.item, $patch: "delete" } : value];
  return [{ ...step.item, ...(mergeFor(rest, value) as object) }];
}

function isItem(step: FieldStep | undefined, key: string, value: string): boolean {
  return typeof step === "object" && step.item[key] === value;
}
