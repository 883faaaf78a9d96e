/** Whether a spec's patches can be put on what it renders to, everywhere it runs, and whether policy allows what they make. Pure. */
import type { AppPolicy, AppSpec, SpecIssue } from "@halcyon/contracts";
import { checkInstance } from "../base/check.ts";
import type { Base } from "../base/merge.ts";
import { leafName } from "../explain/leaves.ts";
import { checkImage } from "../policy.ts";
import { renderUnpatched } from "../render/render.ts";
import { nearest } from "../spec/suggest.ts";
import type { AppTarget, Manifest } from "../types.ts";
import { applyPatches, type Change, holdsIn, type Patched } from "./apply.ts";
import { podTemplateOf } from "./pod-template.ts";

interface Checked {
  specIn(room: string): AppSpec;
  readonly spec: AppSpec;
  readonly targets: readonly AppTarget[];
  readonly policy: AppPolicy;
  /** The bases that hold in a room. */
  basesIn(room: string): readonly Base[];
}

/** Everything wrong with an app's patches; each thing once, however many clusters have it. */
export function checkPatched(checked: Checked): SpecIssue[] {
  const { spec, targets } = checked;
  const { patches = [] } = spec;
  if (patches.length === 0 || targets.length === 0) return [];
  const found: SpecIssue[] = [];
  const matched = new Set<number>();
  const objects = new Set<string>();
  for (const target of targets) {
    const inRoom = checked.specIn(target.room);
    const rendered = renderUnpatched(inRoom, target);
    for (const { kind, metadata } of rendered) objects.add(`${kind}/${metadata.name}`);
    const patched = applyPatches(inRoom, target, rendered);
    for (const index of patched.matched) matched.add(index);
    found.push(...patched.issues, ...checkRules(checked, target, rendered, patched));
  }
  for (const [index, patch] of patches.entries()) {
    const unknown = (patch.rooms ?? []).findIndex(
      (place) => !targets.some(({ cluster, room }) => cluster === place || room === place),
    );
    if (unknown >= 0) {
      const place = patch.rooms?.[unknown] ?? "";
      const near = nearest(place, [...new Set(targets.flatMap(({ cluster, room }) => [room, cluster]))]);
      found.push({
        path: ["patches", index, "rooms", unknown],
        message: `the app does not run in ${place}`,
        hint: near === null ? "write a room or cluster of `replicas`" : `did you mean ${near}?`,
      });
    } else if (!matched.has(index) && targets.some((target) => holdsIn(patch, target))) {
      const { kind, name } = patch.target;
      found.push({
        path: ["patches", index, "target"],
        message: `patch ${patch.name} matches nothing: there is no ${kind}${name === undefined ? "" : `/${name}`}`,
        hint: `there are: ${[...objects].sort().join(", ")}`,
      });
    }
  }
  return found.filter((issue, at) => found.findIndex((other) => same(other, issue)) === at);
}

function same(a: SpecIssue, b: SpecIssue): boolean {
  return a.message === b.message && JSON.stringify(a.path) === JSON.stringify(b.path);
}

/** Registries, `:latest`, amounts and required labels of what patches made of the pods. */
function checkRules(
  { policy, basesIn }: Checked,
  target: AppTarget,
  rendered: readonly Manifest[],
  { manifests, changes }: Patched,
): SpecIssue[] {
  return manifests.flatMap((manifest, object): SpecIssue[] => {
    const own = changes.filter((change) => change.object === object);
    const template = podTemplateOf(manifest);
    const before = podTemplateOf(rendered[object]);
    if (own.length === 0 || template === null || before === null) return [];
    const images = [...template.containers, ...template.initContainers].flatMap(({ image }) => image ?? []);
    const known = new Set([...before.containers, ...before.initContainers].map(({ image }) => image));
    const broken = [
      ...images.filter((image) => !known.has(image)).flatMap((image) => checkImage(image, ["image"], policy)),
      ...basesIn(target.room).flatMap((base) => {
        const stood = checkInstance(before, base).map(({ message }) => message);
        return checkInstance(template, base).filter(({ message }) => !stood.includes(message));
      }),
    ];
    return broken.map((issue) => ({ ...issue, path: placeOf(own, issue.path) }));
  });
}

/** The patch that wrote what a rule is broken by: the last that touched the kind of field the rule looks at. */
function placeOf(changes: readonly Change[], path: SpecIssue["path"]): SpecIssue["path"] {
  const word = ["image", "resources", "labels"].find((part) => path.includes(part)) ?? "";
  const last = changes.findLast(({ fields, removed }) =>
    [...fields, ...removed].some((field) => leafName(field).includes(word)),
  );
  return ["patches", (last ?? changes.at(-1))?.patch ?? 0];
}
