/** The Deployment around the pods. */
import type { AppSpec } from "@halcyon/contracts";
import type { AppTarget, Manifest } from "../types.ts";
import type { FilesOfContainers } from "./config-files.ts";
import { objectLabels, selectorLabels } from "./labels.ts";
import { renderPodTemplate } from "./pod.ts";
import { present } from "./stable.ts";

/**
 * Renders the Deployment of one target. Every field a release changes for a while (replicas, surge,
 * minReadySeconds, progress deadline) is explicit, so that there is something to put back.
 */
export function renderDeployment(spec: AppSpec, target: AppTarget, files: FilesOfContainers): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: present({
      name: target.workload,
      namespace: target.namespace,
      labels: objectLabels(spec),
      annotations: spec.adopted?.annotations,
    }),
    spec: {
      replicas: target.replicas,
      revisionHistoryLimit: spec.adopted?.revisionHistoryLimit ?? 10,
      minReadySeconds: spec.strategy.minReadySeconds,
      progressDeadlineSeconds: Math.max(
        spec.strategy.progressDeadlineSeconds,
        spec.strategy.minReadySeconds + 1,
      ),
      strategy: renderStrategy(spec),
      selector: { matchLabels: selectorLabels(spec) },
      template: renderPodTemplate(spec, files),
    },
  };
}

function renderStrategy({ adopted, strategy, unavailable }: AppSpec): object {
  if (adopted?.strategy !== undefined) return { type: adopted.strategy };
  return {
    type: "RollingUpdate",
    rollingUpdate: {
      maxSurge: strategy.maxSurge,
      maxUnavailable: strategy.maxUnavailable ?? unavailable ?? 0,
    },
  };
}
