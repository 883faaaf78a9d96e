/** Says for rendered fields where they come from: a line of the spec, a base, a default, or a rule of Halcyon's own. */
import { type AppSpec, appSpecShape, type FieldExplanation, type FieldOrigin } from "@halcyon/contracts";
import { baseInWords, basesUnder, valueAt } from "../base/merge.ts";
import { applyPatches } from "../patches/apply.ts";
import { renderTarget, renderUnpatched } from "../render/render.ts";
import { resolveTargets } from "../render/targets.ts";
import type { ParsedSpec } from "../spec/parse.ts";
import { schemaAt } from "../spec/suggest.ts";
import { pathText } from "../spec/yaml.ts";
import type { AppTarget, Manifest } from "../types.ts";
import { fieldKey, influenceOf } from "./influence.ts";
import { leafName, leavesOf, type Path } from "./leaves.ts";
import { ruleFor } from "./rules.ts";

interface Explained {
  readonly parsed: ParsedSpec;
  readonly target: AppTarget;
  readonly targets: readonly AppTarget[];
  readonly manifests: readonly Manifest[];
}

/** Every field of a target's manifests, in their order. */
export async function explainTarget({
  parsed,
  target,
  targets,
  manifests,
}: Explained): Promise<FieldExplanation[]> {
  const spec = parsed.specIn(target.room);
  const places = {
    rooms: [...new Set(targets.map(({ room }) => room))],
    clusters: targets.map(({ cluster, room }) => ({ cluster, room })),
  };
  const influence = await influenceOf(spec, (changed) => {
    const found = resolveTargets(changed as AppSpec, target.namespace, places).targets.find(
      ({ cluster }) => cluster === target.cluster,
    );
    const { gateway } = target;
    if (found === undefined) return null;
    return renderTarget(changed as AppSpec, gateway === undefined ? found : { ...found, gateway });
  });
  const reach = new Map<string, number>();
  for (const paths of influence.values())
    for (const path of paths) reach.set(pathText(path), (reach.get(pathText(path)) ?? 0) + 1);
  const far = (path: Path) => reach.get(pathText(path)) ?? 0;

  const { changes } = applyPatches(spec, target, renderUnpatched(spec, target));
  const patched = (object: number, path: Path) =>
    changes
      .filter(
        (one) =>
          one.object === object && one.fields.some((field) => fieldKey(0, field) === fieldKey(0, path)),
      )
      .map(({ patch }) => patch)
      .reverse();

  return manifests.flatMap((manifest, index) =>
    [...leavesOf(manifest)].map(({ path, value }): FieldExplanation => {
      const field = leafName(path);
      // What decides few fields says more about this one than what decides them all.
      const paths = [...(influence.get(fieldKey(index, path)) ?? [])].sort((a, b) => far(a) - far(b));
      const rule = ruleFor(manifest.kind, field);
      const by = patched(index, path);
      const origins = [
        ...by.map((patch) => patchOrigin(parsed, patch, paths)),
        ...paths.filter(([first]) => first !== "patches").map((from) => originOf(parsed, target, from)),
      ];
      if (rule !== null) origins.push({ ...nowhere, from: "rule", path: "", why: rule });
      if (origins.length === 0) {
        const why = "written by Halcyon itself, the same for every app; no value of the spec decides it";
        origins.push({ ...nowhere, from: "rule", path: "", why });
      }
      return { object: `${manifest.kind}/${manifest.metadata.name}`, field, value, origins };
    }),
  );
}

/** Why a room is otherwise, as the spec says. */
function reasonOf({ spec }: ParsedSpec, room: string): string {
  return spec.rooms?.[room]?.why ?? "";
}

const nowhere = { line: null, column: null, base: null, baseVersion: null, patch: null };

/** A patch, with the line in it that says the value where there is one. */
function patchOrigin(parsed: ParsedSpec, index: number, influence: readonly Path[]): FieldOrigin {
  const { name = "", why = "" } = parsed.spec.patches?.[index] ?? {};
  const path = influence.find(([first, at]) => first === "patches" && at === index) ?? ["patches", index];
  const [place] = parsed.locate([{ path: [...path], message: "", hint: "" }]);
  const { line = null, column = null } = place ?? {};
  const said = `patch ${name} in line ${line} of the spec: ${why}`;
  return { ...nowhere, from: "patch", path: pathText(path), line, column, patch: name, why: said };
}

/** Where a value of the spec is from: its text, the strongest base that gives it, or the schema. */
function originOf(parsed: ParsedSpec, target: AppTarget, path: Path): FieldOrigin {
  const name = pathText(path);
  const meaning = schemaAt(appSpecShape, path)?.description ?? null;
  const there = [...parsed.pathIn(target.room, path)] as Path;
  if (valueAt(parsed.written, there) !== undefined) {
    const [place] = parsed.locate([{ path: [...there], message: "", hint: "" }]);
    const { line = null, column = null } = place ?? {};
    const own = there.length > path.length ? ` for ${target.room} (${reasonOf(parsed, target.room)})` : "";
    const why = `${name} in line ${line} of the spec${own}${meaning === null ? "" : `: ${meaning}`}`;
    return { ...nowhere, from: "spec", path: pathText(there), line, column, why };
  }
  const base = basesUnder(parsed.bases, parsed.spec.team, target.room).findLast(
    ({ document }) => valueAt(document.spec, path) !== undefined,
  );
  if (base !== undefined) {
    const why = `${name} in ${baseInWords(base)}`;
    return { ...nowhere, from: "base", path: name, base: base.base, baseVersion: base.version, why };
  }
  const why = `${name} is left out of the spec, and this is its default${meaning === null ? "" : `: ${meaning}`}`;
  return { ...nowhere, from: "default", path: name, why };
}
