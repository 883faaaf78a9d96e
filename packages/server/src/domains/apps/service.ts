/** What the API offers of apps, for one actor at a time. Versions are made in versions.ts, clusters asked in clusters.ts. */
import type {
  AppPolicy,
  AppSpec,
  AppVersion,
  AppVersionSummary,
  AppView,
  ClusterRendering,
  SpecProblem,
} from "@halcyon/contracts";
import { z } from "zod";
import type { Database, Db, Tx } from "#platform/database/database.ts";
import { decodeCursor, pageFrom } from "#platform/http/cursor.ts";
import type { Actor } from "#platform/http/types.ts";
import { unifiedDiff } from "./cluster/diff.ts";
import { basesAt, latestBases } from "./base/repo.ts";
import { appErrors } from "./errors.ts";
import type { AppsFleet } from "./fleet-port.ts";
import { marksOf, printMarked } from "./patches/marks.ts";
import { objectPrinter, printManifests } from "./render/render.ts";
import type { KnownPlaces } from "./render/targets.ts";
import { findApp, findVersion, listApps, listVersions, summaryOf } from "./repo.ts";
import type { KnownSecrets } from "./secrets/references.ts";
import { knownSecrets } from "./secrets/store.ts";
import { type ParsedSpec, parseSpec } from "./spec/parse.ts";
import type { AppRecord, AppTarget, AppVersionRecord, Rendering } from "./types.ts";
import { checkSuccessor } from "./successor.ts";
import { checkDraft, checkSecretsIn, draftVersion, openPolicy, parseOrThrow } from "./versions.ts";

export interface AppService {
  places(): Promise<KnownPlaces>;
  /** @throws HalcyonError app_not_found */
  getApp(name: string, tx?: Tx): Promise<AppRecord>;
  /** @throws HalcyonError app_version_not_found */
  version(app: string, number: number, tx?: Tx): Promise<AppVersionRecord>;
  latestVersion(app: string, tx?: Tx): Promise<AppVersionRecord | null>;
  list(actor: Actor, query: ListQuery): Promise<{ items: AppView[]; next: string | null }>;
  view(app: AppRecord): Promise<AppView>;
  versions(
    app: string,
    query: { cursor?: string | undefined; limit: number },
  ): Promise<{ items: AppVersionSummary[]; next: string | null }>;
  compare(app: string, from: number, to: number): Promise<Comparison>;
  /** Every problem of a spec, with its place; the policy of its app is applied when the actor may read that app. */
  validate(
    actor: Actor,
    text: string,
  ): Promise<{ valid: boolean; problems: SpecProblem[]; targets: AppTarget[] }>;
  /** Renders a spec that is not stored. @throws HalcyonError app_spec_invalid */
  draft(actor: Actor, text: string): Promise<Draft>;
  /** The spec of a stored version as it holds in each room. */
  specIn(version: AppVersionRecord): Promise<(room: string) => AppSpec>;
}

export interface ListQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly team?: string | undefined;
  readonly search?: string | undefined;
}

export type Draft = ReturnType<typeof draftVersion> & Pick<ParsedSpec, "specIn">;

export interface Comparison {
  readonly from: AppVersionSummary;
  readonly to: AppVersionSummary;
  readonly spec: string;
  readonly clusters: { cluster: string; diff: string }[];
}

export function createAppService(deps: { database: Database; fleet: AppsFleet }): AppService {
  const { database, fleet } = deps;

  async function places(): Promise<KnownPlaces> {
    const [rooms, clusters] = await Promise.all([fleet.rooms(), fleet.clusters()]);
    return {
      rooms: rooms.map(({ name }) => name),
      clusters: clusters.map(({ name, room }) => ({ cluster: name, room })),
    };
  }

  async function getApp(name: string, tx?: Tx): Promise<AppRecord> {
    const app = await findApp(tx ?? database.db, name);
    if (app === null) throw appErrors.not_found({ detail: `there is no app ${name}` });
    return app;
  }

  async function version(
    app: string,
    number: number,
    connection: Db | Tx = database.db,
  ): Promise<AppVersionRecord> {
    const found = await findVersion(connection, app, number);
    if (found === null) throw appErrors.version_not_found({ detail: `${app} has no version ${number}` });
    return found;
  }

  async function latestVersion(name: string, tx?: Tx): Promise<AppVersionRecord | null> {
    const app = await getApp(name, tx);
    return app.latest === null ? null : version(name, app.latest, tx);
  }

  async function view(app: AppRecord): Promise<AppView> {
    const latest = app.latest === null ? null : await version(app.name, app.latest);
    return {
      name: app.name,
      team: app.team,
      namespace: app.namespace,
      kind: latest?.spec.kind ?? null,
      description: latest?.spec.description ?? "",
      owners: latest?.spec.owners ?? [],
      links: latest?.spec.links ?? [],
      dependencies: latest?.spec.dependencies ?? [],
      patches: (latest?.spec.patches ?? []).map(({ name, why, rooms = [] }) => ({ name, why, rooms })),
      policy: app.policy,
      latest: latest === null ? null : summaryOf(latest),
      targets: [...(latest?.targets ?? [])],
      adopted: latest?.spec.adopted !== undefined,
      createdAt: app.createdAt.toISOString(),
      updatedAt: app.updatedAt.toISOString(),
    };
  }

  /** The policy of the app a spec names; the open one for an app that is not there or not the actor's to see. */
  async function policyFor(actor: Actor, name: string): Promise<AppPolicy> {
    const app = await findApp(database.db, name);
    return app !== null && actor.may("app.read", app.team) ? app.policy : openPolicy;
  }

  /** The secrets of the app a spec names; none when it is not there or not the actor's to see. */
  async function secretsFor(actor: Actor, name: string): Promise<KnownSecrets> {
    const app = await findApp(database.db, name);
    return app !== null && actor.may("app.read", app.team)
      ? knownSecrets(database.db, name)
      : new Map<never, never>();
  }

  return {
    places,
    getApp,
    version,
    latestVersion,
    view,

    async list(actor, query) {
      const readable = actor.teams("app.read");
      const { team } = query;
      const asked =
        team === undefined ? readable : readable === null || readable.includes(team) ? [team] : [];
      const apps = await listApps(database.db, {
        teams: asked,
        after: query.cursor === undefined ? null : decodeCursor(z.tuple([z.string()]), query.cursor)[0],
        search: query.search ?? null,
        limit: query.limit + 1,
      });
      const { items, next } = pageFrom(apps, query.limit, (app) => [app.name]);
      return { items: await Promise.all(items.map(view)), next };
    },

    async versions(app, query) {
      await getApp(app);
      const before = query.cursor === undefined ? null : decodeCursor(z.tuple([z.int()]), query.cursor)[0];
      const found = await listVersions(database.db, { app, before, limit: query.limit + 1 });
      return pageFrom(found, query.limit, (version) => [version.number]);
    },

    async compare(app, from, to) {
      await getApp(app);
      const [a, b] = [await version(app, from), await version(app, to)];
      const labels = { from: `version ${from}`, to: `version ${to}` };
      const clusters = [...new Set([...Object.keys(a.rendering), ...Object.keys(b.rendering)])].sort();
      const print = objectPrinter();
      const printed = (rendering: Rendering, cluster: string) =>
        printManifests(rendering[cluster] ?? [], print);
      return {
        from: summaryOf(a),
        to: summaryOf(b),
        spec: unifiedDiff(`${app}.yaml`, labels, a.text, b.text),
        clusters: clusters.map((cluster) => ({
          cluster,
          diff: unifiedDiff(cluster, labels, printed(a.rendering, cluster), printed(b.rendering, cluster)),
        })),
      };
    },

    async validate(actor, text) {
      const result = parseSpec(text, await latestBases(database.db));
      if (!result.ok) return { valid: false, problems: [...result.problems], targets: [] };
      const { parsed } = result;
      const { name } = parsed.spec;
      const checked = checkDraft(parsed, await policyFor(actor, name), await places());
      const latest = await latestVersion(name).catch(() => null);
      const fixed = latest === null ? [] : checkSuccessor(parsed.spec, latest.spec);
      const secrets = checkSecretsIn(parsed, checked.targets, await secretsFor(actor, name));
      const issues = [...checked.issues, ...fixed, ...secrets];
      return {
        valid: issues.length === 0,
        problems: parsed.locate(issues),
        targets: [...checked.targets],
      };
    },

    async draft(actor, text) {
      const parsed = parseOrThrow(text, await latestBases(database.db));
      const { name } = parsed.spec;
      const secrets = await secretsFor(actor, name);
      const draft = draftVersion(parsed, await policyFor(actor, name), await places(), secrets);
      return { ...draft, specIn: parsed.specIn };
    },

    async specIn({ spec, text, bases }) {
      if (spec.patches === undefined) return () => spec;
      return parseOrThrow(text, await basesAt(database.db, bases)).specIn;
    },
  };
}

/** A version as the API shows it. */
export function versionView(version: AppVersionRecord): AppVersion {
  return {
    ...summaryOf(version),
    bases: [...version.bases],
    spec: version.text,
    parsed: version.spec,
    targets: [...version.targets],
  };
}

/**
 * A rendering as the API shows it: of all targets, or of one cluster; what patches of the spec did is marked.
 * @throws HalcyonError app_cluster_unknown
 */
export function renderingView(
  content: { targets: readonly AppTarget[]; rendering: Rendering },
  cluster: string | undefined,
  specIn: (room: string) => AppSpec,
): ClusterRendering[] {
  const targets = content.targets.filter((target) => cluster === undefined || target.cluster === cluster);
  if (cluster !== undefined && targets.length === 0) {
    throw appErrors.cluster_unknown({ detail: `the app does not run in ${cluster}` });
  }
  return targets.map((target) => {
    const manifests = [...(content.rendering[target.cluster] ?? [])];
    const { room, replicas } = target;
    const marks = marksOf(specIn(room), target, manifests);
    const yaml = printMarked(manifests, marks);
    return { cluster: target.cluster, room, replicas, yaml, manifests, patched: [...marks.list] };
  });
}
