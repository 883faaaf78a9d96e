/** What differs between the rooms of an app, value by value, each with its reason. Pure. */
import type { DifferentRoom } from "@halcyon/contracts";
import { baseInWords, basesUnder, overlayOf, valueAt } from "../base/merge.ts";
import { leavesOf, type Path } from "../explain/leaves.ts";
import { holdsIn } from "../patches/apply.ts";
import { canonicalJson } from "../render/stable.ts";
import type { ParsedSpec } from "../spec/parse.ts";
import { pathText } from "../spec/yaml.ts";
import type { AppTarget } from "../types.ts";

type Difference = DifferentRoom["differences"][number];

/** Every room of the targets, in their order. */
export function differencesOf(parsed: ParsedSpec, targets: readonly AppTarget[]): DifferentRoom[] {
  const rooms = [...new Set(targets.map(({ room }) => room))];
  return rooms.map((room) => {
    const own = targets.filter((target) => target.room === room);
    return {
      room,
      clusters: own.map(({ cluster }) => cluster),
      differences: [
        ...ofValues(parsed, room),
        ...ofPatches(parsed, own, targets),
        ...ofEntrances(own, targets),
      ],
    };
  });
}

function ofValues(parsed: ParsedSpec, room: string): Difference[] {
  const [here, elsewhere] = [valuesOf(parsed.specIn(room)), valuesOf(parsed.spec)];
  const names = [...new Set([...here.keys(), ...elsewhere.keys()])];
  return names.flatMap((name): Difference[] => {
    const [mine, theirs] = [here.get(name), elsewhere.get(name)];
    if (canonicalJson(mine?.value ?? null) === canonicalJson(theirs?.value ?? null)) return [];
    const path = mine?.path ?? theirs?.path ?? [];
    return [
      {
        path: name,
        ...(mine === undefined ? {} : { here: mine.value }),
        ...(theirs === undefined ? {} : { elsewhere: theirs.value }),
        ...reasonFor(parsed, room, path),
      },
    ];
  });
}

/** Values by the names of their places; what is said of rooms is no value of its own. */
function valuesOf(spec: ParsedSpec["spec"]): Map<string, { path: Path; value: unknown }> {
  const { rooms: _rooms, patches: _patches, ...rest } = spec;
  return new Map(
    [...leavesOf(rest)]
      .filter(({ value }) => typeof value !== "object")
      .map((leaf) => [pathText(leaf.path), leaf]),
  );
}

/** The nearest part of the path that the room's own words or its base say. */
function reasonFor(parsed: ParsedSpec, room: string, path: Path): Pick<Difference, "from" | "line" | "why"> {
  const overlay = overlayOf(parsed.written, room);
  const bases = basesUnder(parsed.bases, parsed.spec.team, room).filter(({ base }) =>
    base.startsWith("room:"),
  );
  for (let end = path.length; end > 0; end -= 1) {
    const part = path.slice(0, end);
    if (valueAt(overlay, part) !== undefined) {
      const [place] = parsed.locate([{ path: ["rooms", room, ...part], message: "", hint: "" }]);
      return { from: "spec", line: place?.line ?? null, why: parsed.spec.rooms?.[room]?.why ?? "" };
    }
    const base = bases.findLast(({ document }) => valueAt(document.spec, part) !== undefined);
    if (base !== undefined) return { from: "base", line: null, why: baseInWords(base) };
  }
  const [base] = bases;
  return { from: "base", line: null, why: base === undefined ? "" : baseInWords(base) };
}

/** Patches that hold in some of the clusters only. */
function ofPatches(parsed: ParsedSpec, own: readonly AppTarget[], all: readonly AppTarget[]): Difference[] {
  return (parsed.spec.patches ?? []).flatMap((patch, index): Difference[] => {
    const everywhere = all.every((target) => holdsIn(patch, target));
    const held = own.filter((target) => holdsIn(patch, target));
    if (everywhere || held.length === 0) return [];
    const path: Path = ["patches", index];
    const [place] = parsed.locate([{ path: [...path], message: "", hint: "" }]);
    const here =
      held.length === own.length
        ? patch.name
        : `${patch.name} (${held.map(({ cluster }) => cluster).join(", ")})`;
    return [{ path: pathText(path), here, from: "patch", line: place?.line ?? null, why: patch.why }];
  });
}

/** Gateways of clusters, where not all have the same. */
function ofEntrances(own: readonly AppTarget[], all: readonly AppTarget[]): Difference[] {
  const named = ({ gateway }: AppTarget) =>
    gateway === undefined ? "ingress-nginx" : `Gateway ${gateway.namespace}/${gateway.name}`;
  if (new Set(all.map(named)).size < 2) return [];
  return own.map((target) => ({
    path: "ingress",
    here: `${target.cluster}: ${named(target)}`,
    from: "entrance",
    line: null,
    why: "operations' base says how a cluster lets requests in",
  }));
}
