/** What each kind of workload can and cannot do. */
import type { SpecIssue } from "./app-spec-checks.ts";
import type { AppSpec } from "./app-spec.ts";

/** A pod's `controller-revision-hash` label holds the set's name and a hash. */
const longestSetName = 50;

/** Fields that mean nothing for the kind, or that it cannot keep. */
export function checkKind(spec: AppSpec): SpecIssue[] {
  const { kind } = spec;
  const issues: SpecIssue[] = [];
  if (spec.podManagement !== undefined && kind !== "StatefulSet") {
    issues.push({
      path: ["podManagement"],
      message: `a ${kind} starts its instances as it likes`,
      hint: "leave it out, or write kind: StatefulSet",
    });
  }
  if ((kind === "StatefulSet" || kind === "DaemonSet") && spec.name.length > longestSetName) {
    issues.push({
      path: ["name"],
      message: `the name of a ${kind} has at most ${longestSetName} characters, this one ${spec.name.length}`,
      hint: "choose a shorter name",
    });
  }
  if ((kind === "DaemonSet" || kind === "Job") && spec.disruption !== undefined) {
    issues.push({
      path: ["disruption"],
      message: `Kubernetes keeps no budget for a ${kind}: node drains pass it over`,
      hint: "leave disruption out",
    });
  }
  if (kind === "DaemonSet" || kind === "Job") {
    if (spec.autoscaling !== undefined) {
      issues.push({
        path: ["autoscaling"],
        message: `a ${kind} is not scaled by load`,
        hint: "leave autoscaling out",
      });
    }
  }
  if (kind === "DaemonSet") {
    for (const [place, count] of Object.entries(spec.replicas)) {
      if (count <= 1) continue;
      issues.push({
        path: ["replicas", place],
        message: "a DaemonSet runs one instance on every node that fits",
        hint: `write ${place}: 1 to run it there, 0 to run it no longer`,
      });
    }
  }
  if (kind === "Job") {
    for (const key of ["ports", "ingress"] as const) {
      if (spec[key].length === 0) continue;
      issues.push({ path: [key], message: "a Job serves nobody", hint: `leave ${key} out` });
    }
  }
  return issues;
}
