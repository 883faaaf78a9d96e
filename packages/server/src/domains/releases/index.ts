/** The releases domain's door. */
import type { AppsDomain } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import type { Tx } from "#platform/database/database.ts";
import type { Domain, Platform } from "#platform/domain.ts";
import { createGates, type GateHosts } from "./gates.ts";
import { createReconciler } from "./reconcile.ts";
import * as repo from "./repo.ts";
import { releaseRoutes } from "./routes.ts";
import { createReleaseService } from "./service.ts";
import { migrations } from "./tables.ts";
import { createTargetProvider } from "./targets/factory.ts";

export interface ReleasesDeps extends Platform {
  readonly fleet: FleetDomain;
  readonly apps: AppsDomain;
  readonly gateHosts: GateHosts;
  teamExists(tx: Tx, name: string): Promise<boolean>;
}

export interface ReleasesDomain extends Domain {
  /** Id of the app's release under way; null when there is none. */
  openRelease(app: string): Promise<string | null>;
}

export function createReleasesDomain(deps: ReleasesDeps): ReleasesDomain {
  const { database } = deps;
  const provider = createTargetProvider(deps);
  const service = createReleaseService({ ...deps, provider });
  const gates = createGates({ hosts: deps.gateHosts });
  const reconciler = createReconciler({ ...deps, provider, gates });
  return {
    name: "releases",
    migrations,
    routes: releaseRoutes({ ...deps, service, provider }),
    scopes: {
      release: async ({ release }) =>
        release === undefined ? undefined : (await repo.find(database.db, release))?.team,
    },
    start: async (signal) => {
      if (deps.roles.work) await reconciler.start(signal);
    },
    async stop() {
      await reconciler.stop();
      await gates.stop();
    },
    openRelease: async (app) => (await repo.inSlot(database.db, app))?.id ?? null,
  };
}
