import { type QueryOf, releaseEndpoints } from "@halcyon/contracts";
import { z } from "zod";
import type { Tx } from "#platform/database/database.ts";
import { decodeCursor, pageFrom } from "#platform/http/cursor.ts";
import type { Actor, Change, Route } from "#platform/http/types.ts";
import { route } from "#platform/http/types.ts";
import type { Platform } from "#platform/domain.ts";
import { createLiveQueries, type LiveQuery } from "#platform/live-query.ts";
import { manifestDiffs } from "./diff.ts";
import { instancesOf } from "./engine/instances.ts";
import { errors } from "./errors.ts";
import { createFreeze, deleteFreeze, freezeSubject, listFreezes } from "./freezes.ts";
import type { Command } from "./machine.ts";
import * as repo from "./repo.ts";
import type { ReleaseService } from "./service.ts";
import type { TargetProvider } from "./targets/port.ts";
import { read, stepOfInstances } from "./timeline.ts";
import type { AppsDomain } from "#domains/apps/index.ts";

/** How long `hold` and `abort` wait for the engine to say that no earlier write can arrive, ms. */
const acknowledgeMs = 8000;

export function releaseRoutes(
  deps: Platform & {
    service: ReleaseService;
    provider: TargetProvider;
    apps: AppsDomain;
    teamExists(tx: Tx, name: string): Promise<boolean>;
  },
): readonly Route[] {
  const { service, database, clock, provider } = deps;
  const lists = createLiveQueries({ clock });
  const subject = (row: repo.ReleaseRow) => ({
    kind: "release",
    id: row.id,
    name: row.id,
    team: row.team,
    app: row.app,
    clusters: row.plan.targets.map(({ cluster }) => cluster),
    rooms: row.plan.targets.map(({ room }) => room),
  });

  /** A command, audited; answered with the release as it is then. */
  async function commanded(change: Change, id: string, given: Command, actor: Actor) {
    return change(async (tx) => {
      const row = await service.act(tx, id, given, actor);
      const { kind, ...rest } = given;
      return {
        result: service.view(row, actor),
        subject: subject(row),
        detail: { ...rest, step: row.position, hash: row.hash, kind },
      };
    });
  }

  async function settledView(id: string, revision: number, actor: Actor, signal: AbortSignal) {
    return service.view(await service.acknowledged(id, revision, acknowledgeMs, signal), actor);
  }

  return [
    route(releaseEndpoints.create, async ({ body, actor, change, signal }) => {
      const { team } = await deps.apps.getApp(body.app);
      if (!actor.may("release.write", team)) {
        throw errors.forbidden({
          detail: `${actor.name} may not plan releases of ${body.app}, which team ${team} owns`,
        });
      }
      if (body.dryRun) return { release: null, ...(await service.preview(body, actor, signal)) };
      const work = await service.create(body, actor, signal);
      return change(async (tx) => {
        const { row, plan, hash } = await work(tx);
        return {
          result: { release: service.view(row, actor), plan, hash, diff: [] },
          subject: subject(row),
          detail: {
            hash,
            from: row.from_version,
            to: row.to_version,
            images: plan.images.to,
            message: row.message,
          },
        };
      });
    }),
    route(releaseEndpoints.list, async ({ query, actor }) => {
      const rows = await repo.list(database.db, {
        app: query.app,
        team: query.team,
        state: query.state,
        open: query.open === undefined ? undefined : query.open === "true",
        teams: actor.teams("release.read"),
        after: query.cursor === undefined ? undefined : decodeCursor(z.tuple([z.string()]), query.cursor)[0],
        limit: query.limit,
      });
      const { items, next } = pageFrom(rows, query.limit, (row) => [row.id]);
      return { items: items.map((row) => service.view(row, actor)), next };
    }),
    route(releaseEndpoints.listWatch, ({ query, actor, signal }) => watchList(query, actor, signal)),
    route(releaseEndpoints.get, async ({ params, actor }) =>
      service.view(await service.get(params.release), actor),
    ),
    route(releaseEndpoints.edit, async ({ params, body, actor, change, signal }) => {
      const work = await service.edit(params.release, body, actor, signal);
      return change(async (tx) => {
        const row = await work(tx);
        return {
          result: service.view(row, actor),
          subject: subject(row),
          detail: { hash: row.hash, to: row.to_version },
        };
      });
    }),
    route(releaseEndpoints.diff, async ({ params }) => {
      const { app, to_version: to, plan } = await service.get(params.release);
      const version = (number: number) => deps.apps.version(app, number);
      return { items: await manifestDiffs(await version(to), plan.targets, version) };
    }),
    route(releaseEndpoints.instances, async ({ params, query, signal }) => {
      const row = await service.get(params.release);
      const memories = await repo.memories(database.db, row.id);
      const { items, unreachable } = await instancesOf(provider, row, memories, 5000, signal);
      const steps = await stepOfInstances(database.db, row.id);
      const placed = items.map(({ restarts: _restarts, createdAt: _createdAt, ...one }) => ({
        ...one,
        step: steps.get(one.name) ?? row.position,
      }));
      return {
        items: placed
          .filter((one) => query.step === undefined || one.step === query.step)
          .sort((a, b) => a.step - b.step),
        unreachable,
      };
    }),
    route(releaseEndpoints.timeline, async ({ params, query }) => {
      await service.get(params.release);
      return read(database.db, params.release, query);
    }),
    route(releaseEndpoints.watch, ({ params, actor, signal }) => watch(params.release, actor, signal)),
    route(releaseEndpoints.approve, ({ params, body, actor, change }) =>
      change(async (tx) => {
        const row = await service.approve(tx, params.release, body, actor);
        return {
          result: service.view(row, actor),
          subject: subject(row),
          detail: { hash: row.hash, comment: body.comment },
        };
      }),
    ),
    route(releaseEndpoints.reject, ({ params, body, actor, change }) =>
      change(async (tx) => {
        const row = await service.reject(tx, params.release, body.reason, actor);
        return { result: service.view(row, actor), subject: subject(row), detail: { reason: body.reason } };
      }),
    ),
    route(releaseEndpoints.next, ({ params, body, actor, change }) =>
      commanded(change, params.release, { kind: "next", expect: body.expect }, actor),
    ),
    route(releaseEndpoints.finish, ({ params, body, actor, change }) =>
      commanded(change, params.release, { kind: "finish", expect: body.expect }, actor),
    ),
    route(releaseEndpoints.hold, async ({ params, body, actor, change, signal }) => {
      await commanded(change, params.release, { kind: "hold", reason: body.reason }, actor);
      return settledView(params.release, (await service.get(params.release)).revision, actor, signal);
    }),
    route(releaseEndpoints.resume, ({ params, body, actor, change }) =>
      commanded(
        change,
        params.release,
        { kind: "resume", putBack: body.putBack, reason: body.reason },
        actor,
      ),
    ),
    route(releaseEndpoints.abort, async ({ params, body, actor, change, signal }) => {
      const done = await commanded(
        change,
        params.release,
        { kind: "abort", mode: body.mode, reason: body.reason },
        actor,
      );
      if (done.state !== "aborted") return done;
      return settledView(params.release, (await service.get(params.release)).revision, actor, signal);
    }),
    route(releaseEndpoints.rollback, ({ params, body, actor, change }) =>
      commanded(change, params.release, { kind: "rollback", ...body }, actor),
    ),
    route(releaseEndpoints.skip, ({ params, body, actor, change }) =>
      commanded(change, params.release, { kind: "skip", target: body.target, reason: body.reason }, actor),
    ),
    route(releaseEndpoints.freezes, ({ query }) => listFreezes(database.db, clock.now(), query)),
    route(releaseEndpoints.freeze, ({ body, actor, change }) =>
      change(async (tx) => {
        const knows = async (scope: "team" | "app", name: string) =>
          scope === "team" ? deps.teamExists(tx, name) : (await deps.apps.findApp(name, tx)) !== null;
        const freeze = await createFreeze(tx, body, { by: actor.name, now: clock.now(), knows });
        return {
          result: freeze,
          subject: freezeSubject(freeze),
          detail: { ...freeze },
        };
      }),
    ),
    route(releaseEndpoints.thaw, ({ params, change }) =>
      change(async (tx) => {
        const freeze = await deleteFreeze(tx, params.freeze);
        return {
          result: { deleted: true as const },
          subject: freezeSubject(freeze),
          detail: { ...freeze },
        };
      }),
    ),
  ];

  /** The rows are read once for all who may see the same; what each may do with them is said to each. */
  async function* watchList(
    { app, team, state, open, limit }: QueryOf<typeof releaseEndpoints.listWatch>,
    actor: Actor,
    signal: AbortSignal,
  ) {
    const teams = actor.teams("release.read");
    const filter = { app, team, state, open: open === undefined ? undefined : open === "true", teams, limit };
    const query = (): LiveQuery<{ rows: repo.ReleaseRow[]; next: string | null; late: string[] }> => ({
      async answer() {
        const { items: rows, next } = pageFrom(await repo.list(database.db, filter), limit, (row) => [
          row.id,
        ]);
        const late = rows.filter((row) => service.view(row, actor).stepLate).map((row) => row.id);
        return { rows, next, late };
      },
      listen: (stir) => deps.events.subscribe("release", stir),
      essence: ({ rows, ...rest }) =>
        JSON.stringify([rows.map((row) => [row.id, row.revision, row.acknowledged, row.updated_at]), rest]),
    });
    for await (const { rows, next } of lists.watch(JSON.stringify(filter), query, signal)) {
      yield { items: rows.map((row) => service.view(row, actor)), next };
    }
  }

  async function* watch(id: string, actor: Actor, signal: AbortSignal) {
    for await (const row of service.changes(id, signal)) {
      yield service.view(row, actor);
      if (row.closed_at !== null) return;
    }
  }
}
