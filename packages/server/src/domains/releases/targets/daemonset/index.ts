/** DaemonSets in clusters as targets of a release: one target after the other, each by the DaemonSet's own rolling update. */
import type { AppsDomain } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import { objectPath } from "#kube/paths.ts";
import { managers } from "../deployment/managers.ts";
import { fenceAnnotation } from "../deployment/write.ts";
import type { TargetProvider } from "../port.ts";
import { createWorkloadProvider, type Mechanism } from "../workload.ts";
import { decide } from "./decide.ts";
import { type DaemonView, desired, hashLabel, look, specHash } from "./observe.ts";

const mechanism: Mechanism<DaemonView> = {
  kind: "DaemonSet",
  sizeOf: desired,
  look: ({ reader, renderings }, { target }, memory, signal) =>
    look(
      reader,
      { namespace: target.namespace, workload: target.workload, rendered: renderings.to },
      memory,
      signal,
    ),
  decide,
  shaped(shape, renderings, _release, live) {
    const manifest = shape === "to" ? renderings.to : renderings.from;
    if (manifest === null) throw new Error(`a release without a predecessor has no shape ${shape}`);
    const version = live === null ? {} : { resourceVersion: live.metadata.resourceVersion };
    return { ...manifest, metadata: { ...manifest.metadata, ...version } };
  },
  specHash,
  carryOut: () => Promise.resolve(null),
  settle: () => Promise.resolve(),
  async fence({ writer }, { live }, mark, signal) {
    if (live === null) return;
    const body = { metadata: { annotations: { [fenceAnnotation]: mark } } };
    const path = objectPath("DaemonSet", live.metadata.namespace, live.metadata.name);
    await writer.patch(path, body, { type: "merge", fieldManager: managers.fence, signal });
  },
  newPods: ({ hashes }) => ({ label: hashLabel, values: hashes, failures: [] }),
};

export function createDaemonSetProvider(deps: { fleet: FleetDomain; apps: AppsDomain }): TargetProvider {
  return createWorkloadProvider(deps, mechanism);
}
