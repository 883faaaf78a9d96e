/**
 * The workload around the pods, one of four kinds. Every field a release changes for a while (replicas, surge, partition,
 * minReadySeconds, progress deadline) is explicit, so that there is something to put back.
 */
import type { AppSpec } from "@halcyon/contracts";
import type { AppTarget, Manifest } from "../types.ts";
import type { FilesOfContainers } from "./config-files.ts";
import { strategicMerge } from "../patches/strategic.ts";
import { objectLabels, selectorLabels } from "./labels.ts";
import { headlessName } from "./headless.ts";
import { renderPodTemplate } from "./pod.ts";
import { contentHash, present } from "./stable.ts";
import { claimTemplates } from "./storage.ts";
import { shortName } from "./task.ts";

type Kind = AppSpec["kind"];
type Render = (spec: AppSpec, target: AppTarget, files: FilesOfContainers) => Manifest;

const renderers: Readonly<Record<Kind, Render>> = {
  Deployment: renderDeployment,
  StatefulSet: renderStatefulSet,
  DaemonSet: renderDaemonSet,
  Job: renderJob,
};

/** Renders the workload of one target. */
export function renderWorkload(spec: AppSpec, target: AppTarget, files: FilesOfContainers): Manifest {
  return renderers[spec.kind](spec, target, files);
}

function renderDeployment(spec: AppSpec, target: AppTarget, files: FilesOfContainers): Manifest {
  const rendered: Manifest = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadata(spec, target),
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
  const kept = spec.adopted?.kept;
  return kept === undefined
    ? rendered
    : (strategicMerge(rendered, kept, rendered.kind) as unknown as Manifest);
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

/** Its claims stay when it is scaled down or removed: whoever wants their content gone says so in the cluster. */
function renderStatefulSet(spec: AppSpec, target: AppTarget, files: FilesOfContainers): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: metadata(spec, target),
    spec: present({
      replicas: target.replicas,
      revisionHistoryLimit: 10,
      minReadySeconds: spec.strategy.minReadySeconds,
      serviceName: headlessName(spec),
      podManagementPolicy: spec.podManagement ?? "OrderedReady",
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
      selector: { matchLabels: selectorLabels(spec) },
      template: renderPodTemplate(spec, files),
      volumeClaimTemplates: claimTemplates(spec),
    }),
  };
}

/** A DaemonSet surges or lets instances be missing, never both (apps/v1 DaemonSet, `rollingUpdate`). */
function renderDaemonSet(spec: AppSpec, target: AppTarget, files: FilesOfContainers): Manifest {
  const missing = spec.strategy.maxUnavailable ?? spec.unavailable ?? 0;
  const surges = Number.parseInt(String(missing), 10) === 0;
  const template = renderPodTemplate(spec, files);
  // Where it shall not run it fits no node.
  const nowhere = target.replicas === 0 ? { nodeSelector: { "halcyon.dev/nowhere": "true" } } : {};
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: metadata(spec, target),
    spec: {
      revisionHistoryLimit: 10,
      minReadySeconds: spec.strategy.minReadySeconds,
      updateStrategy: {
        type: "RollingUpdate",
        rollingUpdate: surges
          ? { maxSurge: spec.strategy.maxSurge, maxUnavailable: 0 }
          : { maxSurge: 0, maxUnavailable: missing },
      },
      selector: { matchLabels: selectorLabels(spec) },
      template: { ...template, spec: { ...template.spec, ...nowhere } },
    },
  };
}

/** A Job cannot change: its name carries the hash of what it runs, so each version's is another one. */
function renderJob(spec: AppSpec, target: AppTarget, files: FilesOfContainers): Manifest {
  const template = renderPodTemplate(spec, files);
  const content = {
    completions: target.replicas,
    parallelism: target.replicas,
    backoffLimit: 6,
    template: { ...template, spec: { ...template.spec, restartPolicy: "Never" } },
  };
  const name = shortName(`${target.workload}-${contentHash(content).slice(0, 10)}`, 63);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { ...metadata(spec, target), name },
    spec: content,
  };
}

function metadata(spec: AppSpec, target: AppTarget): Manifest["metadata"] {
  return present({
    name: target.workload,
    namespace: target.namespace,
    labels: objectLabels(spec),
    annotations: spec.adopted?.annotations,
  });
}
