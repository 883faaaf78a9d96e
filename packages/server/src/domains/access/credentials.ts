import { createHash, randomBytes } from "node:crypto";
import type { Role } from "@halcyon/contracts";
import { sql } from "kysely";
import type { Clock } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/database/database.ts";
import { createActor } from "#platform/http/actor.ts";
import type { Actor } from "#platform/http/types.ts";
import type { AccessTables } from "./tables.ts";

const sessionPrefix = "hcs_";
const tokenPrefix = "hcn_";
/** Signed out after half a day without a request, and after a week whatever happens. */
const idleMs = 12 * 3_600_000;
const longestMs = 7 * 24 * 3_600_000;
/** How exactly "last used" is kept: not every request should write. */
const seenEveryMs = 60_000;

export interface Identified {
  readonly actor: Actor;
  /** Id of the session or token. */
  readonly credentialId: string;
  readonly expiresAt: Date;
}

interface Row {
  credential: string;
  user_id: string;
  name: string;
  display_name: string;
  access: "full" | "read";
  seen_at: Date | null;
  expires_at: Date;
  grants: { role: Role; team: string | null }[];
}

/**
 * Sessions and API tokens: random secrets of which only a hash is stored. Account, grants and expiry are looked up at
 * each request, so whatever is taken away is gone at once.
 */
export function createCredentials(deps: { database: Database; clock: Clock }) {
  const db = deps.database.db.$extendTables<AccessTables>();

  async function identify(token: string): Promise<Identified | null> {
    const via = token.startsWith(sessionPrefix) ? "session" : token.startsWith(tokenPrefix) ? "token" : null;
    if (via === null) return null;
    const now = deps.clock.now();
    const hash = digest(token);
    const seenSince = new Date(now.getTime() - idleMs);
    const grants = sql`coalesce((select json_agg(json_build_object('role', g.role, 'team', g.team) order by g.role, g.team)
      from access_grants g where g.user_id = u.id), '[]')`;
    const { rows } = await (via === "session"
      ? sql<Row>`
            select c.id as credential, u.id as user_id, u.name, u.display_name, 'full' as access,
              c.last_seen_at as seen_at, c.expires_at, ${grants} as grants
            from access_sessions c join access_users u on u.id = c.user_id
            where c.token_hash = ${hash} and c.expires_at > ${now} and c.last_seen_at > ${seenSince} and u.disabled_at is null`
      : sql<Row>`
            select c.id as credential, u.id as user_id, u.name, u.display_name, c.access,
              c.last_used_at as seen_at, c.expires_at, ${grants} as grants
            from access_tokens c join access_users u on u.id = c.user_id
            where c.token_hash = ${hash} and c.expires_at > ${now} and u.disabled_at is null`
    ).execute(db);
    const [row] = rows;
    if (row === undefined) return null;
    if (row.seen_at === null || now.getTime() - row.seen_at.getTime() > seenEveryMs)
      await seen(via, row.credential, now);
    const actor = createActor({
      id: row.user_id,
      name: row.name,
      displayName: row.display_name,
      via,
      access: row.access,
      grants: row.grants,
    });
    return { actor, credentialId: row.credential, expiresAt: row.expires_at };
  }

  async function seen(via: "session" | "token", id: string, now: Date): Promise<void> {
    if (via === "session")
      await db.updateTable("access_sessions").set({ last_seen_at: now }).where("id", "=", id).execute();
    else await db.updateTable("access_tokens").set({ last_used_at: now }).where("id", "=", id).execute();
  }

  return {
    identify,

    async openSession(
      tx: Tx,
      userId: string,
      address: string,
    ): Promise<{ id: string; token: string; expiresAt: Date }> {
      const now = deps.clock.now();
      const token = sessionPrefix + randomBytes(32).toString("base64url");
      const expiresAt = new Date(now.getTime() + longestMs);
      const tables = tx.$extendTables<AccessTables>();
      await tables.deleteFrom("access_sessions").where("expires_at", "<=", now).execute();
      const { id } = await tables
        .insertInto("access_sessions")
        .values({
          user_id: userId,
          token_hash: digest(token),
          address,
          created_at: now,
          last_seen_at: now,
          expires_at: expiresAt,
        })
        .returning("id")
        .executeTakeFirstOrThrow();
      return { id, token, expiresAt };
    },

    async endSession(tx: Tx, id: string): Promise<void> {
      await tx.$extendTables<AccessTables>().deleteFrom("access_sessions").where("id", "=", id).execute();
    },

    /** Ends all of somebody's sessions, but `except`. */
    async endSessions(tx: Tx, userId: string, except?: string): Promise<void> {
      let query = tx
        .$extendTables<AccessTables>()
        .deleteFrom("access_sessions")
        .where("user_id", "=", userId);
      if (except !== undefined) query = query.where("id", "<>", except);
      await query.execute();
    },

    async createToken(
      tx: Tx,
      token: { userId: string; name: string; access: "full" | "read"; expiresAt: Date },
    ): Promise<{ id: string; secret: string }> {
      const secret = tokenPrefix + randomBytes(32).toString("base64url");
      const { id } = await tx
        .$extendTables<AccessTables>()
        .insertInto("access_tokens")
        .values({
          user_id: token.userId,
          name: token.name,
          access: token.access,
          prefix: secret.slice(0, tokenPrefix.length + 4),
          token_hash: digest(secret),
          created_at: deps.clock.now(),
          expires_at: token.expiresAt,
          last_used_at: null,
        })
        .returning("id")
        .executeTakeFirstOrThrow();
      return { id, secret };
    },
  };
}

export type Credentials = ReturnType<typeof createCredentials>;

function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
