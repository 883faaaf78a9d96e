/** The Deployment around the pods. */
import type { AppSpec } from "@halcyon/contracts";
import type { AppTarget, Manifest } from "../types.ts";
import type { FilesOfContainers } from "./config-files.ts";
import { objectLabels, selectorLabels } from "./labels.ts";
import { renderPodTemplate } from "./pod.ts";

/**
 * Renders the Deployment of one target. Every field a release changes for a while (replicas, surge,
 * minReadySeconds, progress deadline) is explicit, so that there is something to put back.
 */
export function renderDeployment(spec: AppSpec, target: AppTarget, files: FilesOfContainers): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: target.workload, namespace: target.namespace, labels: objectLabels(spec) },
    spec: {
      replicas: target.replicas,
      revisionHistoryLimit: 10,
      minReadySeconds: spec.strategy.minReadySeconds,
      progressDeadlineSeconds: Math.max(
        spec.strategy.progressDeadlineSeconds,
        spec.strategy.minReadySeconds + 1,
      ),
      strategy: {
        type: "RollingUpdate",
        rollingUpdate: {
          maxSurge: spec.strategy.maxSurge,
          maxUnavailable: spec.strategy.maxUnavailable ?? spec.unavailable ?? 0,
        },
      },
      selector: { matchLabels: selectorLabels(spec.name) },
      template: renderPodTemplate(spec, files),
    },
  };
}
