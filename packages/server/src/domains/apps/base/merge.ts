/**
 * How operations' defaults stand under a developer's spec: organisation, then team, then room, then the spec. Maps are
 * merged key by key; a list, a text or a number is replaced whole. Works on what was written, before the schema's own
 * defaults, so that it needs to know no field. Pure.
 */
import type { BaseDocument, BaseReference } from "@halcyon/contracts";

/** A base at one version, read. */
export interface Base extends BaseReference {
  readonly document: BaseDocument;
}

type Map = Readonly<Record<string, unknown>>;

/** Ways of which one excludes the others: a spec that says `tcp` does not get the base's `http` beside it. */
const ways = ["http", "tcp", "exec", "grpc", "sleepSeconds"];
/** Maps with free keys whose values are one thing each, even where they are maps themselves. */
const wholeValues = new Set(["env", "files"]);

/** The bases that stand under an app of a team and say something, weakest first; with a room, that room's too. */
export function basesUnder(all: readonly Base[], team: unknown, room?: string): Base[] {
  const order = ["organisation", `team:${String(team)}`, ...(room === undefined ? [] : [`room:${room}`])];
  return order.flatMap((name) => all.find((one) => one.base === name && saysSomething(one)) ?? []);
}

function saysSomething({ document: { spec, policy } }: Base): boolean {
  const asked = Object.values(policy).some((rule) =>
    Array.isArray(rule) ? rule.length > 0 : rule !== "any",
  );
  return asked || Object.keys(spec).length > 0;
}

/** What was written, with the bases' defaults under it. */
export function mergeBases(written: unknown, bases: readonly Base[]): unknown {
  if (!isMap(written)) return written;
  const under = bases.map(({ document }) => document.spec).filter((spec) => Object.keys(spec).length > 0);
  return [...under, written].reduce<Map>((below, above) => merged(below, above, false), {});
}

/** What a spec says otherwise in a room, as it is written; null when it says nothing. */
export function overlayOf(written: unknown, room: string): Map | null {
  const overlay = valueAt(written, ["rooms", room]);
  return isMap(overlay) ? overlay : null;
}

/** What was written, as it holds in a room: over it what it says of that room, by the same rules as over bases. */
export function mergeOverlay(written: unknown, room: string | undefined): unknown {
  if (room === undefined || !isMap(written)) return written;
  const { rooms: _rooms, ...rest } = written;
  const { why: _why, ...overlay } = overlayOf(written, room) ?? {};
  return merged(rest, overlay, false);
}

function merged(below: Map, above: Map, whole: boolean): Map {
  const chosen = ways.some((way) => Object.hasOwn(above, way));
  const kept = Object.entries(below).filter(
    ([key]) => !Object.hasOwn(above, key) && !(chosen && ways.includes(key)),
  );
  const own = Object.entries(above).map(([key, value]) => {
    const other = Object.hasOwn(below, key) ? below[key] : undefined;
    return [key, !whole && isMap(value) && isMap(other) ? merged(other, value, wholeValues.has(key)) : value];
  });
  return Object.fromEntries([...kept, ...own]) as Map;
}

/** A base in words: `operations' base for team news, version 3`. */
export function baseInWords({ base, version }: BaseReference): string {
  const [kind, name] = base.split(":");
  return `operations' base for ${name === undefined ? "the organisation" : `${kind} ${name}`}, version ${version}`;
}

/** The value at a path of written YAML; undefined when the path leads out of it. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, part)
        ? (at as Record<PropertyKey, unknown>)[part]
        : undefined,
    value,
  );
}

function isMap(value: unknown): value is Map {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
