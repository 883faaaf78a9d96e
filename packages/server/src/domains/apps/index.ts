/** The apps domain's door: see docs/guides/apps.md for what it offers to people. */
import type { BaseVersion } from "@halcyon/contracts";
import type { Tx } from "#platform/database/database.ts";
import type { Domain, Platform } from "#platform/domain.ts";
import { adoptRoutes } from "./adopt/routes.ts";
import { createAdoption } from "./adopt/service.ts";
import { baseRoutes } from "./base/routes.ts";
import { createBaseService } from "./base/service.ts";
import { applyObjects, ensureNamespace } from "./cluster/apply.ts";
import { pruneObjects } from "./cluster/prune.ts";
import { createAppClusters } from "./clusters.ts";
import { explainRoutes } from "./explain/routes.ts";
import type { AppsFleet } from "./fleet-port.ts";
import { createAppManagement } from "./manage.ts";
import { phases } from "./phases.ts";
import type { KnownPlaces } from "./render/targets.ts";
import { findApp, teamsOfApps } from "./repo.ts";
import { appRoutes } from "./routes.ts";
import { roomRoutes } from "./rooms/routes.ts";
import { type AppService, createAppService } from "./service.ts";
import { filled, secretObjects } from "./secrets/objects.ts";
import { type SecretVersionRef, secretsIn } from "./secrets/references.ts";
import { createOutside } from "./secrets/outside.ts";
import { secretRoutes } from "./secrets/routes.ts";
import { createSecretStore, knownSecrets } from "./secrets/store.ts";
import type { NamedStore } from "./secrets/stores/stores.ts";
import { migrations } from "./tables.ts";
import type { AppRecord, AppTarget, AppVersionRecord, Manifest } from "./types.ts";
import { appUndos } from "./undo.ts";
import { createVersions, type Versions } from "./versions.ts";

export { listObjects, readObject } from "./cluster/objects.ts";
export { unifiedDiff } from "./cluster/diff.ts";
export { decidersIn } from "./explain/deciders.ts";
export { appSelector } from "./render/labels.ts";
export { objectPrinter, type ObjectPrinter, printObject } from "./render/render.ts";
export { secretOf, withSecretToFillIn } from "./secrets/objects.ts";
export { withSpecValue } from "./spec/edit.ts";
export type { AppliedObject, FieldConflict } from "./cluster/apply.ts";
export { readStores } from "./secrets/stores/stores.ts";
export type { AppsFleet } from "./fleet-port.ts";
export { type AppJob, jobsOf, type Phases, workloadOf } from "./phases.ts";
export type { KnownPlaces } from "./render/targets.ts";
export type { AppRecord, AppTarget, AppVersionRecord, Manifest, ObjectRef, Rendering } from "./types.ts";
export type { DeriveOptions, StoredVersion, VersionChange } from "./versions.ts";

export interface AppsDeps extends Platform {
  readonly fleet: AppsFleet;
  teamExists(tx: Tx, name: string): Promise<boolean>;
  /** The id of the app's open release; null when there is none. */
  openRelease?(app: string): Promise<string | null>;
  /** Records which version runs at a target, null for none. */
  setRunning?(tx: Tx, app: string, target: string, version: number | null): Promise<void>;
  /** Outside stores of secrets by name; none unless told. */
  readonly secretStores?: ReadonlyMap<string, NamedStore>;
  /** How long a comparison waits for one cluster, in milliseconds; 10 s unless told. */
  readonly patienceMs?: number;
}

/** A revoked version of a secret, and the app version that was made with it. */
export interface RevokedSecret extends SecretVersionRef {
  readonly number: number;
}

export interface AppsDomain extends Domain {
  /** @throws HalcyonError app_not_found */
  getApp(name: string, tx?: Tx): Promise<AppRecord>;
  findApp(name: string, tx?: Tx): Promise<AppRecord | null>;
  /** Versions are immutable: what this answers may be kept. @throws HalcyonError app_version_not_found */
  version(app: string, number: number, tx?: Tx): Promise<AppVersionRecord>;
  /** A version of a base, immutable. @throws HalcyonError app_base_not_found */
  baseVersion(base: string, version: number): Promise<BaseVersion>;
  /** Null before the first apply. @throws HalcyonError app_not_found */
  latestVersion: AppService["latestVersion"];
  targets(app: string, number: number, tx?: Tx): Promise<readonly AppTarget[]>;
  /** Renders a spec that is not stored. @throws HalcyonError app_spec_invalid */
  draft: AppService["draft"];
  /** The team of each app. */
  teams(): Promise<ReadonlyMap<string, string>>;
  /** Rooms and clusters now. Read them before a transaction, never in it: a second connection could wait for ever. */
  places(): Promise<KnownPlaces>;
  deriveVersion: Versions["derive"];
  readonly phases: typeof phases;
  readonly applyObjects: typeof applyObjects;
  readonly pruneObjects: typeof pruneObjects;
  readonly ensureNamespace: typeof ensureNamespace;
  /** The first secret's version, of those the versions were made with, that is revoked by now; null when none is. */
  revokedSecret(app: string, numbers: readonly number[], tx: Tx): Promise<RevokedSecret | null>;
}

export function createAppsDomain(deps: AppsDeps): AppsDomain {
  const { database, fleet, clock, log, events } = deps;
  const service = createAppService({ database, fleet });
  const teamExists = (tx: Tx, name: string) => deps.teamExists(tx, name);
  const versions = createVersions({ clock, teamExists });
  const bases = createBaseService({ database, clock, teamExists, places: service.places });
  const management = createAppManagement({ clock, teamExists });
  const secretNames = async (app: string) => secretObjects(app, await knownSecrets(database.db, app));
  const patienceMs = deps.patienceMs ?? 10_000;
  const clusters = createAppClusters({ fleet, log, patienceMs, secretObjects: secretNames });
  const openRelease = async (app: string) => (await deps.openRelease?.(app)) ?? null;
  const adoption = createAdoption({
    ...{ database, fleet, clock, versions, management, places: service.places },
    setRunning: async (tx, app, target, version) => deps.setRunning?.(tx, app, target, version),
  });
  const outside = createOutside(deps.secretStores ?? new Map());
  const secretStore = createSecretStore({ db: database.db, secrets: deps.secrets, clock, outside });
  const noSignal = new AbortController().signal;
  return {
    name: "apps",
    migrations,
    routes: [
      ...appRoutes({ service, versions, management, clusters, events, openRelease }),
      ...adoptRoutes({ adoption, events, openRelease, getApp: (name) => service.getApp(name) }),
      ...explainRoutes({ service, database }),
      ...secretRoutes({ store: secretStore, outside, database, service, versions, events }),
      ...roomRoutes({ service, database }),
      ...baseRoutes({ bases, database, events, places: service.places }),
    ],
    scopes: {
      app: async ({ app }) => (app === undefined ? undefined : (await findApp(database.db, app))?.team),
    },
    undos: appUndos({ service, versions, management, bases, events }),
    getApp: service.getApp,
    findApp: (name, tx) => findApp(tx ?? database.db, name),
    version: service.version,
    baseVersion: bases.get,
    latestVersion: service.latestVersion,
    targets: async (app, number, tx) => (await service.version(app, number, tx)).targets,
    draft: service.draft,
    teams: () => teamsOfApps(database.db),
    places: service.places,
    deriveVersion: versions.derive,
    phases,
    applyObjects(client, manifests, options) {
      const signal = options?.signal ?? noSignal;
      const fill = (manifest: Manifest) => filled(manifest, (app, ref) => secretStore.open(app, ref, signal));
      return applyObjects(client, manifests, { ...options, fill });
    },
    pruneObjects: async (client, request) =>
      pruneObjects(client, { ...request, secrets: await secretNames(request.app) }),
    async revokedSecret(app, numbers, tx) {
      const known = await knownSecrets(tx, app);
      for (const number of numbers) {
        const { rendering } = await service.version(app, number, tx);
        const found = secretsIn(rendering).find(({ secret, version }) =>
          known.get(secret)?.revoked.has(version),
        );
        if (found !== undefined) return { number, ...found };
      }
      return null;
    },
    ensureNamespace,
  };
}
