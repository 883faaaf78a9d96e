/** Rules of the spec about how many instances there are and how few there may be. */
import type { SpecIssue } from "./app-spec-checks.ts";
import type { ScalingMetric } from "./app-spec-scaling.ts";
import type { AppSpec } from "./app-spec.ts";

const isZero = (value: number | string | undefined) => value === undefined || value === 0 || value === "0%";

/** Surge, missing instances and the floor must leave a way to roll. */
export function checkServing(spec: AppSpec): SpecIssue[] {
  const { maxSurge, maxUnavailable } = spec.strategy;
  const missing = maxUnavailable ?? spec.unavailable;
  if (isZero(maxSurge) && isZero(missing)) {
    return [
      {
        path: ["strategy", "maxSurge"],
        message: "with neither surge nor missing instances nothing can ever roll",
        hint: "write maxSurge: 1 (or more), or unavailable: 1",
      },
    ];
  }
  if (maxUnavailable === undefined) return [];
  const floor = spec.unavailable ?? 0;
  const comparable = typeof maxUnavailable === typeof floor || isZero(floor);
  if (comparable && Number.parseInt(String(maxUnavailable), 10) > Number.parseInt(String(floor), 10)) {
    return [
      {
        path: ["strategy", "maxUnavailable"],
        message: `${maxUnavailable} missing instances break the serving floor (unavailable: ${floor})`,
        hint: `write at most ${floor}, or raise unavailable`,
      },
    ];
  }
  return [];
}

/** Bounds in order, and something requested to measure. */
export function checkAutoscaling(spec: AppSpec): SpecIssue[] {
  const scaling = spec.autoscaling;
  if (scaling === undefined) return [];
  const issues: SpecIssue[] = [];
  const all = [
    { path: ["autoscaling"], bounds: scaling },
    ...Object.entries(scaling.rooms ?? {}).map(([room, bounds]) => ({
      path: ["autoscaling", "rooms", room],
      bounds,
    })),
  ];
  for (const { path, bounds } of all) {
    if (bounds.min <= bounds.max) continue;
    issues.push({
      path: [...path, "min"],
      message: `min ${bounds.min} is over max ${bounds.max}`,
      hint: `write at most ${bounds.max}`,
    });
  }
  const { metrics = [] } = scaling;
  issues.push(...metrics.flatMap(checkMetric));
  if (scaling.cpu === undefined && scaling.memory === undefined && metrics.length === 0) {
    issues.push({
      path: ["autoscaling"],
      message: "autoscaling measures nothing",
      hint: "write cpu: 60 or memory: 70, or metrics",
    });
  }
  for (const name of ["cpu", "memory"] as const) {
    if (scaling[name] === undefined || spec.resources.requests?.[name] !== undefined) continue;
    issues.push({
      path: ["autoscaling", name],
      message: `utilisation of ${name} is a share of what is requested, and nothing is`,
      hint: `write resources.requests.${name}, such as ${name === "cpu" ? "250m" : "256Mi"}`,
    });
  }
  return issues;
}

function checkMetric(metric: ScalingMetric, index: number): SpecIssue[] {
  const path = ["autoscaling", "metrics", index];
  const chosen = (["pods", "object", "external"] as const).filter((way) => metric[way] !== undefined);
  const [way] = chosen;
  if (way === undefined || chosen.length > 1) {
    const message =
      way === undefined ? "the metric measures nothing" : `the metric has ${chosen.join(" and ")}`;
    return [{ path, message, hint: "write exactly one of pods, object and external" }];
  }
  if (way === "pods") return [];
  const { value, average } = metric[way] ?? {};
  if ((value === undefined) !== (average === undefined)) return [];
  const message = value === undefined ? "the metric has no target" : "the metric has value and average";
  return [{ path: [...path, way], message, hint: "write exactly one of value and average" }];
}
