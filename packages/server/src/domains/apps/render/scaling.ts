/** What scales an app and what protects it from evictions. */
import type { AppSpec } from "@halcyon/contracts";
import type { AppTarget, Manifest } from "../types.ts";
import { selectorLabels } from "./labels.ts";
import { steadyLabels } from "./network.ts";
import { present, sorted } from "./stable.ts";

/** Null where the target is not autoscaled. */
export function renderAutoscaler(spec: AppSpec, target: AppTarget): Manifest | null {
  if (spec.autoscaling === undefined || target.autoscaled === null) return null;
  const { cpu, memory, metrics = [], behavior } = spec.autoscaling;
  const measured = [
    ...[
      { name: "cpu", averageUtilization: cpu },
      { name: "memory", averageUtilization: memory },
    ].flatMap(({ name, averageUtilization }) =>
      averageUtilization === undefined
        ? []
        : [{ type: "Resource", resource: { name, target: { type: "Utilization", averageUtilization } } }],
    ),
    ...metrics.flatMap(renderMetric),
  ];
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: {
      name: spec.adopted?.names.autoscaler ?? spec.name,
      namespace: target.namespace,
      labels: steadyLabels(spec),
    },
    spec: present({
      scaleTargetRef: { apiVersion: "apps/v1", kind: spec.kind, name: target.workload },
      minReplicas: target.autoscaled.min,
      maxReplicas: target.autoscaled.max,
      metrics: measured,
      behavior:
        behavior === undefined
          ? undefined
          : present({ scaleUp: renderRules(behavior.up), scaleDown: renderRules(behavior.down) }),
    }),
  };
}

type Scaling = NonNullable<AppSpec["autoscaling"]>;
type Metric = NonNullable<Scaling["metrics"]>[number];

function renderMetric({ pods, object, external }: Metric): object[] {
  if (pods !== undefined)
    return [{ type: "Pods", pods: { metric: metricOf(pods), target: targetOf({ average: pods.average }) } }];
  if (object !== undefined) {
    const { apiVersion, kind, name } = object;
    const describedObject = { apiVersion, kind, name };
    return [
      { type: "Object", object: { describedObject, metric: metricOf(object), target: targetOf(object) } },
    ];
  }
  return external === undefined
    ? []
    : [{ type: "External", external: { metric: metricOf(external), target: targetOf(external) } }];
}

function metricOf({ metric, selector }: NonNullable<Metric["external"]>): object {
  return present({
    name: metric,
    selector: selector === undefined ? undefined : { matchLabels: sorted(selector) },
  });
}

function targetOf({ value, average }: Pick<NonNullable<Metric["external"]>, "value" | "average">): object {
  return average === undefined
    ? { type: "Value", value: String(value) }
    : { type: "AverageValue", averageValue: String(average) };
}

function renderRules(rules: NonNullable<Scaling["behavior"]>["up"]): object | undefined {
  if (rules === undefined) return undefined;
  const { stabilizationSeconds, select, policies } = rules;
  return present({ stabilizationWindowSeconds: stabilizationSeconds, selectPolicy: select, policies });
}

/**
 * A PodDisruptionBudget as the spec says it, else where it says how many instances may be missing. With none at
 * all there is no budget: it would make every node drain wait for ever.
 */
export function renderDisruptionBudget(spec: AppSpec, target: AppTarget): Manifest | null {
  const bound = budgetOf(spec, target);
  if (bound === null) return null;
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: {
      name: spec.adopted?.names.disruptionBudget ?? spec.name,
      namespace: target.namespace,
      labels: steadyLabels(spec),
    },
    spec: { ...bound, selector: { matchLabels: selectorLabels(spec) } },
  };
}

function budgetOf({ kind, disruption, unavailable, adopted }: AppSpec, target: AppTarget): object | null {
  // The disruption controller asks for a size somebody wrote; nobody writes theirs.
  if (kind === "DaemonSet" || kind === "Job") return null;
  if (disruption !== undefined) {
    const { maxUnavailable, minAvailable } = disruption;
    return present({ maxUnavailable, minAvailable });
  }
  // Whether there is one was chosen before it was adopted: the floor of what Halcyon does makes none.
  if (adopted !== undefined) return null;
  if (unavailable === undefined || target.floorUnavailable < 1) return null;
  return { maxUnavailable: target.floorUnavailable };
}
