/** Which values of a spec decide one rendered field. */
import type { AppSpec } from "@halcyon/contracts";
import { renderTarget } from "../render/render.ts";
import { resolveTargets } from "../render/targets.ts";
import type { AppTarget } from "../types.ts";
import { fieldKey, influenceOf } from "./influence.ts";
import type { Path } from "./leaves.ts";

/**
 * Answers for any rendered field of a target which paths of the spec decide it, those that decide the fewest fields first.
 * @param spec as it holds in the target's room
 */
export async function decidersIn(
  spec: AppSpec,
  target: AppTarget,
  targets: readonly AppTarget[],
): Promise<(object: number, field: Path) => readonly Path[]> {
  const places = {
    rooms: [...new Set(targets.map(({ room }) => room))],
    clusters: targets.map(({ cluster, room }) => ({ cluster, room })),
  };
  const influence = await influenceOf(spec, (changed) => {
    const found = resolveTargets(changed as AppSpec, target.namespace, places).targets.find(
      ({ cluster }) => cluster === target.cluster,
    );
    return found === undefined ? null : renderTarget(changed as AppSpec, found);
  });
  const reach = new Map<string, number>();
  const far = (path: Path) => reach.get(JSON.stringify(path)) ?? 0;
  for (const paths of influence.values())
    for (const path of paths) reach.set(JSON.stringify(path), far(path) + 1);
  return (object, field) =>
    [...(influence.get(fieldKey(object, field)) ?? [])].sort((a, b) => far(a) - far(b));
}
