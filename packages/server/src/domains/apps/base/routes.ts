/** The endpoints of operations' bases. Permissions are the table's. */
import { type BaseVersion, baseEndpoints as table } from "@halcyon/contracts";
import { z } from "zod";
import type { Database } from "#platform/database/database.ts";
import type { Events } from "#platform/events.ts";
import { decodeCursor, pageFrom } from "#platform/http/cursor.ts";
import { type AuditSubject, type Route, route } from "#platform/http/types.ts";
import type { KnownPlaces } from "../render/targets.ts";
import { latestBases, listBaseVersions } from "./repo.ts";
import type { BaseService } from "./service.ts";

export function baseRoutes(deps: {
  bases: BaseService;
  database: Database;
  events: Events;
  places(): Promise<KnownPlaces>;
}): readonly Route[] {
  const { bases, database, events, places } = deps;
  return [
    route(table.list, async () => ({ items: (await latestBases(database.db)).map(viewOf) })),
    route(table.get, async ({ params, query }) =>
      viewOf(await bases.get(params.base, query.version ?? null)),
    ),
    route(table.versions, async ({ params, query }) => {
      await bases.get(params.base, null);
      const before = query.cursor === undefined ? null : decodeCursor(z.tuple([z.int()]), query.cursor)[0];
      const found = await listBaseVersions(database.db, {
        base: params.base,
        before,
        limit: query.limit + 1,
      });
      const { items, next } = pageFrom(found, query.limit, ({ version }) => [version]);
      return { items: items.map(viewOf), next };
    }),
    route(table.check, ({ params, body }) => bases.check(params.base, body.text)),
    route(table.set, async ({ params, body, actor, change }) => {
      const known = await places();
      return change(async (tx) => {
        const { before, stored } = await bases.set(tx, actor, { base: params.base, ...body }, known);
        await events.publish(tx, "base.version", { base: stored.base, version: stored.version });
        return {
          result: viewOf(stored),
          subject: baseSubject(stored.base),
          detail: { version: stored.version, previous: before, message: stored.message },
        };
      });
    }),
  ];
}

function viewOf({ base, version, text, message, author, createdAt }: BaseVersion): BaseVersion {
  return { base, version, text, message, author, createdAt };
}

/** A base is of what its name says: a team's leads read its rows, a room's changes are found by the room. */
export function baseSubject(base: string): AuditSubject {
  const [kind = "", name = ""] = base.split(":");
  return {
    kind: "base",
    id: base,
    name: base,
    ...(kind === "team" ? { team: name } : {}),
    ...(kind === "room" ? { rooms: [name] } : {}),
  };
}
