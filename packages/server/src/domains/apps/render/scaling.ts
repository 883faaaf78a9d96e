/** What scales an app and what protects it from evictions. */
import type { AppSpec } from "@halcyon/contracts";
import type { AppTarget, Manifest } from "../types.ts";
import { selectorLabels } from "./labels.ts";
import { steadyLabels } from "./network.ts";

/** Null where the target is not autoscaled. */
export function renderAutoscaler(spec: AppSpec, target: AppTarget): Manifest | null {
  if (spec.autoscaling === undefined || target.autoscaled === null) return null;
  const { cpu, memory } = spec.autoscaling;
  const metrics = [
    { name: "cpu", averageUtilization: cpu },
    { name: "memory", averageUtilization: memory },
  ].flatMap(({ name, averageUtilization }) =>
    averageUtilization === undefined
      ? []
      : [{ type: "Resource", resource: { name, target: { type: "Utilization", averageUtilization } } }],
  );
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: spec.name, namespace: target.namespace, labels: steadyLabels(spec) },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: target.workload },
      minReplicas: target.autoscaled.min,
      maxReplicas: target.autoscaled.max,
      metrics,
    },
  };
}

/**
 * A PodDisruptionBudget where the spec says how many instances may be missing. With none at all there is
 * no budget: it would make every node drain wait for ever.
 */
export function renderDisruptionBudget(spec: AppSpec, target: AppTarget): Manifest | null {
  if (spec.unavailable === undefined || target.floorUnavailable < 1) return null;
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: spec.name, namespace: target.namespace, labels: steadyLabels(spec) },
    spec: { maxUnavailable: target.floorUnavailable, selector: { matchLabels: selectorLabels(spec.name) } },
  };
}
