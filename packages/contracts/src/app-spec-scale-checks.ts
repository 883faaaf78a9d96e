/** Rules of the spec about how many instances there are and how few there may be. */
import type { SpecIssue } from "./app-spec-checks.ts";
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
  if (scaling.cpu === undefined && scaling.memory === undefined) {
    issues.push({
      path: ["autoscaling"],
      message: "autoscaling measures nothing",
      hint: "write cpu: 60 or memory: 70",
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
