/** The endpoints of drift. Permissions are the table's; lists show the apps of one's teams only. */
import { type DriftPage, driftEndpoints as table } from "@halcyon/contracts";
import { z } from "zod";
import { decodeCursor, encodeCursor, pageFrom } from "#platform/http/cursor.ts";
import { type Route, route } from "#platform/http/types.ts";
import type { Platform } from "#platform/domain.ts";
import { createLiveQueries } from "#platform/live-query.ts";
import { errors } from "./errors.ts";
import { endIgnore, insertIgnore, listIgnores } from "./repo.ts";
import { type DriftFilter, driftPage, ignoreView, type ViewDeps } from "./view.ts";
import type { AppsDomain } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import type { ReleasesDomain } from "#domains/releases/index.ts";
import { planPutBack } from "./put-back.ts";
import { planTakeIn } from "./take-in.ts";

const lastTarget = z.tuple([z.string(), z.string()]);
const longestMs = 366 * 86_400_000;

export interface RoutesDeps extends Platform {
  readonly apps: AppsDomain;
  readonly fleet: FleetDomain;
  readonly releases: ReleasesDomain;
}

type PageQuery = DriftFilter & { readonly cursor?: string | undefined; readonly limit: number };

export function driftRoutes(deps: RoutesDeps): readonly Route[] {
  const { apps, clock, database, events, fleet } = deps;
  const views: ViewDeps = deps;
  const queries = createLiveQueries({ clock });
  async function pageAfter(query: PageQuery, teams: readonly string[] | null): Promise<DriftPage> {
    const { cursor, limit, ...filter } = query;
    const after = cursor === undefined ? null : decodeCursor(lastTarget, cursor);
    const { more, ...page } = await driftPage(views, filter, { teams, after, limit });
    const last = page.items.at(-1);
    return { ...page, next: more && last !== undefined ? encodeCursor([last.app, last.cluster]) : null };
  }
  return [
    route(table.list, ({ query, actor }) => pageAfter(query, actor.teams("app.read"))),
    route(table.watch, ({ query, actor, signal }) => {
      const teams = actor.teams("app.read");
      return queries.watch(
        JSON.stringify([teams, query]),
        () => ({
          answer: () => pageAfter(query, teams),
          listen(stir) {
            const ends = [events.subscribe("drift", stir), fleet.onState(stir)];
            return () => ends.forEach((end) => end());
          },
          essence: (page) =>
            JSON.stringify(page, (key, value: unknown) => (times.has(key) ? undefined : value)),
          aside: (page) => JSON.stringify(page),
        }),
        signal,
      );
    }),
    route(table.ignored, async ({ query, actor }) => {
      const teams = actor.teams("app.read");
      const teamOf = await apps.teams();
      const readable = [...teamOf].filter(
        ([app, team]) =>
          (teams === null || teams.includes(team)) && (query.app === undefined || query.app === app),
      );
      const all = await listIgnores(database.db, clock.now(), { apps: readable.map(([app]) => app) });
      const skip = query.cursor === undefined ? 0 : decodeCursor(z.tuple([z.int().min(0)]), query.cursor)[0];
      const { items, next } = pageFrom(all.slice(skip, skip + query.limit + 1), query.limit, () => [
        skip + query.limit,
      ]);
      return { items: items.map(ignoreView), next };
    }),
    route(table.ignore, async ({ params, body, actor, change }) => {
      const now = clock.now();
      const until = new Date(body.until);
      if (until <= now) throw errors.ignore_invalid({ detail: `${body.until} is over` });
      if (until.getTime() - now.getTime() > longestMs)
        throw errors.ignore_invalid({ detail: `${body.until} is more than a year away` });
      const { team } = await apps.getApp(params.app);
      return change(async (tx) => {
        const row = await insertIgnore(tx, {
          app: params.app,
          cluster: body.cluster ?? null,
          object: body.object ?? null,
          field: body.field ?? null,
          reason: body.reason,
          until,
          by: actor.name,
          now,
        });
        await events.publish(tx, "drift.ignored", { app: params.app });
        const { id, ...detail } = ignoreView(row);
        return {
          result: { id, ...detail },
          subject: { kind: "drift", id, name: params.app, team, app: params.app },
          detail,
        };
      });
    }),
    route(table.putBack, async ({ params, body, actor, change, signal }) => {
      const { app } = params;
      const planned = await planPutBack(deps, { app, ...body }, actor, signal);
      if (body.dryRun) return planned.preview();
      const { team } = await apps.getApp(app);
      const store = await planned.prepare();
      return change(async (tx) => {
        const result = await store(tx);
        const { release, version, hash, left } = result;
        const clusters = result.plan.targets.map(({ cluster }) => cluster);
        return {
          result,
          subject: { kind: "release", id: release ?? "", name: release ?? "", team, app },
          detail: { version, clusters, hash, left, reason: body.reason },
        };
      });
    }),
    route(table.takeIn, async ({ params, body, actor, change, signal }) => {
      const { app } = params;
      const planned = await planTakeIn(deps, { app, ...body }, actor, clock.now(), signal);
      if (body.dryRun) return planned.outcome;
      const { team } = await apps.getApp(app);
      return change(async (tx) => {
        const result = await planned.store(tx);
        await events.publish(tx, "drift.taken", { app, cluster: body.cluster });
        const { version, running, taken, elsewhere } = result;
        return {
          result,
          subject: { kind: "app", id: app, name: app, team, app },
          detail: { version, running, cluster: body.cluster, taken, elsewhere, reason: body.reason },
        };
      });
    }),
    route(table.stopIgnoring, async ({ params, change }) => {
      const { team } = await apps.getApp(params.app);
      return change(async (tx) => {
        const row = await endIgnore(tx, params.app, params.ignore, clock.now());
        if (row === undefined)
          throw errors.ignore_not_found({ detail: `${params.app} ignores nothing under ${params.ignore}` });
        await events.publish(tx, "drift.ignored", { app: params.app });
        const { id, ...detail } = ignoreView(row);
        return {
          result: { ended: true as const },
          subject: { kind: "drift", id, name: params.app, team, app: params.app },
          detail,
        };
      });
    }),
  ];
}

/** What changes with every look and says nothing new. */
const times = new Set(["checkedAt", "lastSeen"]);
