/** Deployments in clusters as targets of a release. */
import type { AppsDomain } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import type { TargetProvider } from "../port.ts";
import { createWorkloadProvider, type Mechanism } from "../workload.ts";
import { decide } from "./decide.ts";
import { strangers } from "./managers.ts";
import { look, type Look, specHash } from "./observe.ts";
import { fenceObjects, scaleSet, selectorOf, shaped, surgeOf, takeOver } from "./write.ts";

const mechanism: Mechanism<Look> = {
  kind: "Deployment",
  look: ({ reader, renderings }, { target }, memory, signal) =>
    look(
      reader,
      {
        namespace: target.namespace,
        workload: target.workload,
        labelSelector: selectorOf(renderings.to),
      },
      memory,
      (replicas) => surgeOf(renderings.to, replicas),
      signal,
    ),
  decide,
  shaped,
  specHash,
  async carryOut(act, { writer }, view, { call }) {
    const { set, replicas } = act;
    const total = view.observed.deployment?.replicas ?? 0;
    await scaleSet(writer, { ...set, namespace: call.target.namespace }, replicas, total, call.signal);
    const which = set.side === "to" ? "new" : "old";
    return `${set.replicas < replicas ? "raised" : "lowered"} the ${which} instances from ${set.replicas} to ${replicas}`;
  },
  async settle({ writer }, { sets }, signal) {
    for (const set of sets.filter((one) => strangers(one.metadata, "replicas").length > 0))
      await takeOver(writer, "ReplicaSet", set, signal);
  },
  fence: ({ writer }, view, mark, signal) => fenceObjects(writer, view, mark, signal),
  newPods({ observed, sets }) {
    const mine = observed.sets.filter((set) => set.side === "to");
    const names = mine.map((set) => set.name);
    return {
      label: "pod-template-hash",
      values: sets
        .filter((set) => names.includes(set.metadata.name))
        .flatMap((set) => set.metadata.labels?.["pod-template-hash"] ?? []),
      failures: mine.flatMap((set) =>
        set.failure === null ? [] : [`ReplicaSet ${set.name}: ${set.failure}`],
      ),
    };
  },
};

export function createDeploymentProvider(deps: { fleet: FleetDomain; apps: AppsDomain }): TargetProvider {
  return createWorkloadProvider(deps, mechanism);
}
