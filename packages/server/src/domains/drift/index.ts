/** The drift domain's door: see docs/guides/drift.md for what it offers to people. */
import type { AppsDomain } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import type { ReleasesDomain } from "#domains/releases/index.ts";
import type { Domain, Platform } from "#platform/domain.ts";
import { createDetector, type DetectorPace } from "./detector.ts";
import { driftRoutes } from "./routes.ts";
import { migrations } from "./tables.ts";

export interface DriftDeps extends Platform {
  readonly apps: AppsDomain;
  readonly fleet: FleetDomain;
  readonly releases: ReleasesDomain;
  /** How often it looks; for tests. */
  readonly pace?: Partial<DetectorPace>;
}

export function createDriftDomain(deps: DriftDeps): Domain {
  const detector = createDetector(deps);
  return {
    name: "drift",
    migrations,
    routes: driftRoutes(deps),
    start: async (signal) => {
      if (deps.roles.work) detector.start(signal);
    },
    stop: () => detector.stop(),
  };
}
