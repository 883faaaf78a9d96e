/** The domains of the product, each with what it needs of the others. */
import { createAppsDomain, readStores } from "#domains/apps/index.ts";
import { createChangesDomain } from "#domains/changes/index.ts";
import { createDriftDomain } from "#domains/drift/index.ts";
import { createFleetDomain } from "#domains/fleet/index.ts";
import { createReleasesDomain, type ReleasesDomain } from "#domains/releases/index.ts";
import type { Domain } from "#platform/domain.ts";
import type { Undos } from "#platform/undo.ts";
import type { ComposeDomains } from "#src/app.ts";

export const composeDomains: ComposeDomains = (platform, access, config, audit) => {
  const fleet = createFleetDomain(platform);
  // Apps ask which release is under way, releases ask for versions: the first question comes only after both are made.
  let releases: ReleasesDomain | undefined;
  const teamExists: (typeof access)["teamExists"] = (tx, name) => access.teamExists(tx, name);
  const apps = createAppsDomain({
    ...platform,
    fleet,
    teamExists,
    secretStores: readStores(config.secretStores),
    setRunning: async (tx, app, target, version) => releases?.setRunning(tx, app, target, version),
    openRelease: async (app) => (await releases?.openRelease(app)) ?? null,
  });
  releases = createReleasesDomain({ ...platform, fleet, apps, teamExists, gateHosts: config.gateHosts });
  const drift = createDriftDomain({ ...platform, fleet, apps, releases });
  const { git, dataDir } = config;
  const known: readonly Domain[] = [fleet, apps, releases, drift];
  const undos = Object.assign({}, ...[access, ...known].map((domain) => domain.undos ?? {})) as Undos;
  return [...known, createChangesDomain({ ...platform, audit, apps, undos, git, dataDir })];
};
