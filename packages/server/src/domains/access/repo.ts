import type { ApiToken, Grant, Role, Team, User } from "@halcyon/contracts";
import { sql } from "kysely";
import { z } from "zod";
import type { Db, Tx } from "#platform/database/database.ts";
import { decodeCursor, pageFrom } from "#platform/http/cursor.ts";
import type { AccessTables } from "./tables.ts";

type Page<T> = { items: T[]; next: string | null };
const byName = z.tuple([z.string()]);

interface UserRow {
  id: string;
  name: string;
  display_name: string;
  email: string | null;
  disabled_at: Date | null;
  created_at: Date;
  last_sign_in_at: Date | null;
  grants: Grant[];
}

/** Reads of the access domain; `on` is the database or the transaction of a change. */
export function accessRepo(on: Db | Tx) {
  const db = on.$extendTables<AccessTables>();

  const users = () =>
    db
      .selectFrom("access_users as u")
      .select([
        "u.id",
        "u.name",
        "u.display_name",
        "u.email",
        "u.disabled_at",
        "u.created_at",
        "u.last_sign_in_at",
      ])
      .select(
        sql<
          Grant[]
        >`coalesce((select json_agg(json_build_object('role', g.role, 'team', g.team) order by g.role, g.team)
          from access_grants g where g.user_id = u.id), '[]')`.as("grants"),
      );

  const teams = () =>
    db
      .selectFrom("access_teams as t")
      .select(["t.name", "t.display_name", "t.created_at"])
      .select(
        sql<Team["members"]>`coalesce((
          select json_agg(json_build_object('user', u.name, 'displayName', u.display_name, 'role', g.role) order by u.name, g.role)
          from access_grants g join access_users u on u.id = g.user_id
          where g.team = t.name and u.disabled_at is null), '[]')`.as("members"),
      );

  const tokens = () =>
    db
      .selectFrom("access_tokens as t")
      .innerJoin("access_users as u", "u.id", "t.user_id")
      .select([
        "t.id",
        "t.name",
        "u.name as user",
        "t.access",
        "t.prefix",
        "t.created_at",
        "t.expires_at",
        "t.last_used_at",
      ]);

  return {
    async user(name: string): Promise<User | undefined> {
      const row = await users().where("u.name", "=", name).executeTakeFirst();
      return row && toUser(row);
    },

    async users(filter: {
      q?: string | undefined;
      team?: string | undefined;
      cursor?: string | undefined;
      limit: number;
    }): Promise<Page<User>> {
      let query = users()
        .orderBy("u.name")
        .limit(filter.limit + 1);
      if (filter.q !== undefined) {
        const pattern = `%${filter.q.replace(/[\\%_]/g, "\\$&")}%`;
        query = query.where((eb) =>
          eb.or([eb("u.name", "ilike", pattern), eb("u.display_name", "ilike", pattern)]),
        );
      }
      if (filter.team !== undefined) {
        const { team } = filter;
        query = query.where("u.id", "in", (eb) =>
          eb.selectFrom("access_grants").select("user_id").where("team", "=", team),
        );
      }
      if (filter.cursor !== undefined)
        query = query.where("u.name", ">", decodeCursor(byName, filter.cursor)[0]);
      const page = pageFrom(await query.execute(), filter.limit, (row) => [row.name]);
      return { ...page, items: page.items.map(toUser) };
    },

    /** For sign-in: what must not leave this domain. */
    credentials: (name: string) =>
      db
        .selectFrom("access_users")
        .select(["id", "name", "password_hash", "disabled_at"])
        .where("name", "=", name)
        .executeTakeFirst(),

    async countUsers(): Promise<number> {
      const { count } = await db
        .selectFrom("access_users")
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      return count;
    },

    /** Accounts that can sign in and administrate everything. */
    async countAdmins(): Promise<number> {
      const { count } = await db
        .selectFrom("access_grants as g")
        .innerJoin("access_users as u", "u.id", "g.user_id")
        .where("g.role", "=", "admin" satisfies Role)
        .where("g.team", "is", null)
        .where("u.disabled_at", "is", null)
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      return count;
    },

    async team(name: string): Promise<Team | undefined> {
      const row = await teams().where("t.name", "=", name).executeTakeFirst();
      return row && toTeam(row);
    },

    async teams(filter: { cursor?: string | undefined; limit: number }): Promise<Page<Team>> {
      let query = teams()
        .orderBy("t.name")
        .limit(filter.limit + 1);
      if (filter.cursor !== undefined)
        query = query.where("t.name", ">", decodeCursor(byName, filter.cursor)[0]);
      const page = pageFrom(await query.execute(), filter.limit, (row) => [row.name]);
      return { ...page, items: page.items.map(toTeam) };
    },

    async tokens(
      owner: string,
      filter: { cursor?: string | undefined; limit: number },
    ): Promise<Page<ApiToken>> {
      let query = tokens()
        .where("u.name", "=", owner)
        .orderBy("t.name")
        .limit(filter.limit + 1);
      if (filter.cursor !== undefined)
        query = query.where("t.name", ">", decodeCursor(byName, filter.cursor)[0]);
      const page = pageFrom(await query.execute(), filter.limit, (row) => [row.name]);
      return { ...page, items: page.items.map(toToken) };
    },

    async token(owner: string, id: string): Promise<ApiToken | undefined> {
      const row = await tokens().where("u.name", "=", owner).where("t.id", "=", id).executeTakeFirst();
      return row && toToken(row);
    },
  };
}

function toUser(row: UserRow): User {
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    email: row.email,
    disabled: row.disabled_at !== null,
    grants: row.grants,
    createdAt: row.created_at.toISOString(),
    lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
  };
}

function toTeam(row: {
  name: string;
  display_name: string;
  created_at: Date;
  members: Team["members"];
}): Team {
  return {
    name: row.name,
    displayName: row.display_name,
    members: row.members,
    createdAt: row.created_at.toISOString(),
  };
}

interface TokenRow {
  id: string;
  name: string;
  user: string;
  access: "full" | "read";
  prefix: string;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
}

function toToken(row: TokenRow): ApiToken {
  return {
    id: row.id,
    name: row.name,
    user: row.user,
    access: row.access,
    prefix: row.prefix,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
