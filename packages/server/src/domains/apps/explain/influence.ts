/**
 * What of a spec decides a rendered field: each value of the spec is changed in turn, the app is rendered again, and the
 * fields that came out otherwise are its doing. That needs to know no field of the spec and no rule of the renderer, so it
 * stays true while both grow. The renderer is pure, and what it gives here is only compared, never applied.
 */
import { setImmediate as breathe } from "node:timers/promises";
import type { Manifest } from "../types.ts";
import { type Leaf, keysIn, leavesOf, type Path, withKey, withValue } from "./leaves.ts";

/** Rendered fields by name (`Deployment/frontpage:spec.replicas`), each with the paths of the spec that decide it. */
export type Influence = ReadonlyMap<string, readonly Path[]>;

/** A rendered field: the number of its object, and where in it. */
export function fieldKey(object: number, path: Path): string {
  return JSON.stringify([object, path]);
}

/** Renders a changed spec; null where it cannot be rendered. */
export type Render = (spec: unknown) => readonly Manifest[] | null;

/** @param render must give for `spec` itself what is to be explained */
export async function influenceOf(spec: unknown, render: Render): Promise<Influence> {
  const before = render(spec) ?? [];
  const fields = before.map((manifest) => [...leavesOf(manifest)]);
  const found = new Map<string, Path[]>();
  const note = (key: string, path: Path) => {
    const paths = found.get(key) ?? [];
    if (!paths.some((other) => JSON.stringify(other) === JSON.stringify(path)))
      found.set(key, [...paths, path]);
  };
  const compare = (path: Path, changed: unknown) => {
    const after = tryRender(render, changed);
    if (after === null) return;
    const pairs = matched(before, after);
    for (const [index, leaves] of fields.entries()) {
      const other = pairs[index];
      if (other === undefined) continue;
      for (const { path: field, value } of leaves) {
        const now = at(other, field);
        if (now !== undefined && !same(now, value)) note(fieldKey(index, field), path);
      }
    }
  };
  for (const leaf of leavesOf(spec)) {
    for (const changed of changesOf(spec, leaf)) compare(leaf.path, changed);
    // Others are served in between: a large spec is rendered many times.
    await breathe();
  }
  for (const path of keysIn(spec)) {
    if (path.length < 2) continue;
    compare(path, withKey(spec, path, `${String(path.at(-1))}x`));
    await breathe();
  }
  return found;
}

function tryRender(render: Render, spec: unknown): readonly Manifest[] | null {
  try {
    return render(spec);
  } catch {
    // A value that only stands for "another one" need not fit: a port nobody has, an unknown word.
    return null;
  }
}

/** The spec with another value at a leaf, in a few ways; a name used elsewhere is changed there too, lest it leads nowhere. */
function* changesOf(spec: unknown, { path, value }: Leaf): Generator<unknown> {
  if (typeof value === "boolean") yield withValue(spec, path, !value);
  if (typeof value === "number")
    for (const other of [value + 1, value * 3 + 7, 0]) yield withValue(spec, path, other);
  // What is empty has something in it instead.
  if (Array.isArray(value)) yield withValue(spec, path, ["x"]);
  else if (typeof value === "object" && value !== null) yield withValue(spec, path, { x: "x" });
  if (typeof value !== "string") return;
  const others = value.endsWith("%") ? ["0%", "50%", "100%"] : [`${value}x`, `9${value}`];
  for (const other of others) {
    yield withValue(spec, path, other);
    const alike = [...leavesOf(spec)].filter((leaf) => leaf.value === value);
    if (alike.length > 1) yield alike.reduce((changed, leaf) => withValue(changed, leaf.path, other), spec);
  }
}

/** The objects of one rendering beside those of another: the third Ingress is the third Ingress, whatever its name. */
function matched(before: readonly Manifest[], after: readonly Manifest[]): (Manifest | undefined)[] {
  const seen = new Map<string, number>();
  return before.map(({ kind }) => {
    const ordinal = seen.get(kind) ?? 0;
    seen.set(kind, ordinal + 1);
    return after.filter((manifest) => manifest.kind === kind)[ordinal];
  });
}

function at(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    root,
  );
}

function same(a: unknown, b: unknown): boolean {
  return (
    a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b))
  );
}
