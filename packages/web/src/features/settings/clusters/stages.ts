/** How far the check of a cluster came. The server looks in this order, and stops at what fails first. */
import type { Check } from "./use-check.ts";

const stageOf = {
  fleet_credentials_invalid: "readable",
  fleet_cluster_unreachable: "answers",
  fleet_cluster_unsupported: "kubernetes",
  fleet_cluster_sign_in_refused: "signsIn",
  fleet_cluster_permission_missing: "rights",
  fleet_cluster_duplicate: "unknown",
} as const;

export const stages = ["readable", "answers", "kubernetes", "signsIn", "rights", "unknown"] as const;
export type Stage = (typeof stages)[number];
export type Reached = "passed" | "failed" | "waiting";

/** @returns null when it says nothing about the cluster: not allowed, or Halcyon not reached */
export function reached(check: Check): Readonly<Record<Stage, Reached>> | null {
  const failed = check.state === "bad" ? (stageOf as Record<string, Stage>)[check.problem.code] : undefined;
  if (check.state === "bad" && failed === undefined) return null;
  const at = failed === undefined ? stages.length : stages.indexOf(failed);
  const each = (stage: Stage, index: number): readonly [Stage, Reached] => {
    if (check.state === "good" || (check.state === "bad" && index < at)) return [stage, "passed"];
    return [stage, check.state === "bad" && index === at ? "failed" : "waiting"];
  };
  return Object.fromEntries(stages.map(each)) as Record<Stage, Reached>;
}
