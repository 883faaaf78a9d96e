/** Shows what patches did: as marks for programs, and as comments beside the rendered YAML for people. */
import type { AppSpec, PatchMark } from "@halcyon/contracts";
import { Document, isNode } from "yaml";
import { valueAt } from "../base/merge.ts";
import { leafName, leavesOf, type Path } from "../explain/leaves.ts";
import { renderUnpatched } from "../render/render.ts";
import { canonicalJson } from "../render/stable.ts";
import { withSecretToFillIn } from "../secrets/objects.ts";
import type { AppTarget, Manifest } from "../types.ts";
import { applyPatches } from "./apply.ts";

/** What patches did to a target's manifests. */
export interface Marks {
  readonly list: readonly PatchMark[];
  /** The names of the patches that wrote a field, by object and field. */
  of(object: number, path: Path): readonly string[];
}

/** Marks for manifests that were rendered before; what a renderer of today makes otherwise is not marked. */
export function marksOf(spec: AppSpec, target: AppTarget, stored: readonly Manifest[]): Marks {
  const { patches = [] } = spec;
  const { manifests, changes } = applyPatches(
    spec,
    target,
    patches.length === 0 ? [] : renderUnpatched(spec, target),
  );
  const by = new Map<string, string[]>();
  const list = changes.flatMap(({ patch: index, object, fields, removed }): PatchMark[] => {
    const patch = patches[index];
    const manifest = manifests[object];
    const at = stored.findIndex(
      ({ kind, metadata }) => kind === manifest?.kind && metadata.name === manifest.metadata.name,
    );
    if (patch === undefined || at < 0) return [];
    for (const path of fields) {
      const key = keyOf(at, path);
      if (canonicalJson(valueAt(stored[at], path)) === canonicalJson(valueAt(manifest, path)))
        by.set(key, [...(by.get(key) ?? []), patch.name]);
    }
    return [
      {
        patch: patch.name,
        why: patch.why,
        object: `${manifest?.kind}/${manifest?.metadata.name}`,
        fields: fields.map(leafName),
        removed: removed.map(leafName),
      },
    ];
  });
  return { list, of: (object, path) => by.get(keyOf(object, path)) ?? [] };
}

/** Manifests as YAML documents; what a patch wrote carries its name, what it removed stands above the object. */
export function printMarked(manifests: readonly Manifest[], { list, of }: Marks): string {
  return manifests.map((manifest, object) => printOne(manifest, object)).join("---\n");

  function printOne(manifest: Manifest, object: number): string {
    const document = new Document(withSecretToFillIn(manifest), {
      aliasDuplicateObjects: false,
      version: "1.2",
    });
    const name = `${manifest.kind}/${manifest.metadata.name}`;
    const gone = list
      .filter((mark) => mark.object === name && mark.removed.length > 0)
      .map(({ patch, removed }) => ` patch ${patch} removed ${removed.join(", ")}`);
    if (gone.length > 0) document.commentBefore = gone.join("\n");
    for (const { path } of leavesOf(manifest)) {
      const names = of(object, path);
      const node = names.length === 0 ? undefined : document.getIn(path, true);
      if (isNode(node)) node.comment = ` patch ${names.join(", ")}`;
    }
    return document.toString({ lineWidth: 0 });
  }
}

function keyOf(object: number, path: Path): string {
  return JSON.stringify([object, path]);
}
