/** What every instance is made from. A version's number is not in it: what does not change for a pod must not restart it. */
import type { AppSpec } from "@halcyon/contracts";
import type { ConfigFiles } from "./config-files.ts";
import { renderContainer } from "./container.ts";
import { podLabels } from "./labels.ts";
import { present, sorted } from "./stable.ts";

/** The pod template of a workload. */
export function renderPodTemplate(spec: AppSpec, files: ConfigFiles | null): object {
  return {
    metadata: present({
      labels: podLabels(spec),
      annotations: spec.pod.annotations === undefined ? undefined : sorted(spec.pod.annotations),
    }),
    spec: renderPod(spec, files),
  };
}

function renderPod(spec: AppSpec, files: ConfigFiles | null): object {
  const { nodeSelector, tolerations } = spec.placement;
  return present({
    serviceAccountName: spec.name,
    terminationGracePeriodSeconds: spec.stop.gracePeriodSeconds,
    imagePullSecrets: spec.pullSecrets?.map((name) => ({ name })),
    nodeSelector: nodeSelector === undefined ? undefined : sorted(nodeSelector),
    tolerations: tolerations?.map((toleration) => present(toleration)),
    containers: [renderContainer(spec, files)],
    volumes: files?.volumes,
  });
}
