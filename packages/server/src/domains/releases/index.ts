/** The releases domain's door. */
import type { AppsDomain } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import type { Tx } from "#platform/database/database.ts";
import type { Domain, Platform } from "#platform/domain.ts";
import { freezeUndos } from "./freezes.ts";
import { createGates, type GateHosts } from "./gates.ts";
import { createReconciler } from "./reconcile.ts";
import * as repo from "./repo.ts";
import { releaseRoutes } from "./routes.ts";
import { createReleaseService, type ReleaseService } from "./service.ts";
import { migrations } from "./tables.ts";
import { taskRoutes } from "./tasks.ts";
import { createTargetProvider } from "./targets/factory.ts";
import { actorAt } from "./timeline.ts";

export interface ReleasesDeps extends Platform {
  readonly fleet: FleetDomain;
  readonly apps: AppsDomain;
  readonly gateHosts: GateHosts;
  teamExists(tx: Tx, name: string): Promise<boolean>;
}

export interface ReleasesDomain extends Domain {
  /** Id of the app's release under way; null when there is none. */
  openRelease(app: string): Promise<string | null>;
  /** Versions that run, as releases left them, by cluster. */
  running(app: string, tx?: Tx): Promise<ReadonlyMap<string, number>>;
  runningTargets: () => Promise<readonly { app: string; cluster: string; version: number }[]>;
  /** Id of the release under way that owns an app's workload in a cluster; null when none does. */
  ownerOf(app: string, cluster: string, tx?: Tx): Promise<string | null>;
  /** Whose decision a release of the app carried out last at a moment; null when there was none. */
  actorAt(app: string, at: Date): Promise<string | null>;
  /** Records which version runs at a target, null for none: for what came or went without a release. */
  setRunning(tx: Tx, app: string, target: string, version: number | null): Promise<void>;
  /** Plans a release, as its endpoint does. @returns what stores it in an audited transaction */
  plan: ReleaseService["create"];
  /** The plan of a release that is not stored. */
  preview: ReleaseService["preview"];
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
    undos: freezeUndos({ now: () => deps.clock.now() }),
    routes: [...releaseRoutes({ ...deps, service, provider }), ...taskRoutes(deps)],
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
    setRunning: repo.setRunning,
    openRelease: async (app) => (await repo.inSlot(database.db, app))?.id ?? null,
    running: (app, tx) => repo.running(tx ?? database.db, app),
    runningTargets: () => repo.allRunning(database.db),
    async ownerOf(app, cluster, tx) {
      const row = await repo.inSlot(tx ?? database.db, app);
      return row?.plan.targets.some((target) => target.cluster === cluster) ? row.id : null;
    },
    actorAt: (app, at) => actorAt(database.db, app, at),
    plan: service.create,
    preview: service.preview,
  };
}
