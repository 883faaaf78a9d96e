/** The one place that knows which kinds of target there are. */
import type { PlanTarget } from "@halcyon/contracts";
import type { AppsDomain } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import { createDaemonSetProvider } from "./daemonset/index.ts";
import { createDeploymentProvider } from "./deployment/index.ts";
import { createJobProvider } from "./job/index.ts";
import { withJobs } from "./jobs/index.ts";
import type { TargetProvider } from "./port.ts";
import { createStatefulSetProvider } from "./statefulset/index.ts";

/** A provider of all targets: each call goes to its kind's, with its jobs around it. */
export function createTargetProvider(deps: { fleet: FleetDomain; apps: AppsDomain }): TargetProvider {
  const providers: Readonly<Record<PlanTarget["kind"], TargetProvider>> = {
    deployment: createDeploymentProvider(deps),
    daemonset: createDaemonSetProvider(deps),
    job: createJobProvider(deps),
    statefulset: createStatefulSetProvider(deps),
  };
  const byKind: TargetProvider = {
    inspect: (target, signal) => providers[target.kind].inspect(target, signal),
    fence: (call, mark) => providers[call.target.kind].fence(call, mark),
    reconcile: (call, goal) => providers[call.target.kind].reconcile(call, goal),
    instances: (call, signal) => providers[call.target.kind].instances(call, signal),
    explain: (call, signal) => providers[call.target.kind].explain(call, signal),
  };
  return withJobs(deps, byKind);
}
