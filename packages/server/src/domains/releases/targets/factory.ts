/** The one place that knows which kinds of target there are. */
import type { AppsDomain } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import { createDeploymentProvider } from "./deployment/index.ts";
import type { TargetProvider } from "./port.ts";

/** Every target is a Deployment now; with a second kind this dispatches on `PlanTarget.kind`. */
export function createTargetProvider(deps: { fleet: FleetDomain; apps: AppsDomain }): TargetProvider {
  return createDeploymentProvider(deps);
}
