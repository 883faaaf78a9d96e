/** StatefulSets in clusters as targets of a release: stepped by their partition (move.ts). */
import type { AppsDomain } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import { applyWorkload } from "../deployment/write.ts";
import type { TargetProvider } from "../port.ts";
import { createWorkloadProvider, type Mechanism } from "../workload.ts";
import { decide } from "./decide.ts";
import { look, specHash, type StatefulView } from "./observe.ts";
import type { OwnAct } from "./observed.ts";
import { deletePod, fence, shaped } from "./write.ts";

const mechanism: Mechanism<StatefulView, OwnAct> = {
  kind: "StatefulSet",
  look: ({ reader, renderings }, { target }, memory, signal) =>
    look(
      reader,
      { namespace: target.namespace, workload: target.workload, rendered: renderings.to },
      memory,
      signal,
    ),
  decide,
  shaped,
  specHash,
  async carryOut(act, { writer, renderings }, view, { memory, call }) {
    const { signal } = call;
    if (act.do === "delete-pod") {
      await deletePod(writer, call.target.namespace, act.pod, signal);
      return `deleted instance ${act.pod.name}: it ${act.why}`;
    }
    if (act.do !== "partition" || view.observed.set === null) return null;
    const from = view.observed.set.partition;
    await call.remember({ ...memory, partition: { at: from, to: act.partition } });
    const body = shaped(memory.shape, renderings, call.release, view.live, act.partition);
    await applyWorkload(writer, body, { signal });
    return `${act.partition < from ? "lowered" : "raised"} the partition from ${from} to ${act.partition}`;
  },
  settle: () => Promise.resolve(),
  fence: ({ writer }, view, mark, signal) => fence(writer, view, mark, signal),
  newPods({ observed, revisions, pods }) {
    const mine = new Set(observed.set?.pods.filter(({ side }) => side === "to").map(({ name }) => name));
    const used = pods
      .filter(({ metadata }) => mine.has(metadata.name))
      .flatMap(({ metadata }) => metadata.labels?.["controller-revision-hash"] ?? []);
    const known = new Set(revisions.map(({ metadata }) => metadata.name));
    const values = [...new Set(used)].filter((name) => known.has(name));
    return { label: "controller-revision-hash", values, failures: [] };
  },
};

export function createStatefulSetProvider(deps: { fleet: FleetDomain; apps: AppsDomain }): TargetProvider {
  return createWorkloadProvider(deps, mechanism);
}
