import { sql } from "kysely";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database/database.ts";
import { errors } from "./errors.ts";
import type { AccessTables } from "./tables.ts";

const windowMs = 15 * 60_000;
/** One person at one place; one place trying many accounts; one account tried from many places. */
const limits = { both: 10, address: 100, account: 50 } as const;

/**
 * Counts failed sign-ins in PostgreSQL, so that all server processes count together. An attempt counts as failed until
 * it has succeeded: many at the same moment cannot all slip in before the first is counted.
 */
export function createThrottle(deps: { database: Database; clock: Clock }) {
  const db = deps.database.db.$extendTables<AccessTables>();

  function keys(account: string, address: string) {
    return {
      [`both:${account}@${address}`]: limits.both,
      [`address:${address}`]: limits.address,
      [`account:${account}`]: limits.account,
    };
  }

  return {
    /** @throws HalcyonError 429 `access_sign_in_paused` while one of the limits is reached */
    async attempt(account: string, address: string): Promise<void> {
      const wanted = keys(account, address);
      const now = deps.clock.now();
      const oldest = new Date(now.getTime() - windowMs);
      const { rows } = await sql<{ key: string; failures: number; began_at: Date }>`
        insert into access_throttle as t (key, failures, began_at)
        select unnest(${Object.keys(wanted)}::text[]), 1, ${now}::timestamptz
        on conflict (key) do update set
          failures = case when t.began_at > ${oldest} then t.failures + 1 else 1 end,
          began_at = case when t.began_at > ${oldest} then t.began_at else excluded.began_at end
        returning key, failures, began_at`.execute(db);
      await sql`
        delete from access_throttle where key in (
          select key from access_throttle where began_at <= ${oldest} for update skip locked)`.execute(db);
      const over = rows.filter((row) => row.failures > (wanted[row.key] ?? limits.both));
      if (over.length === 0) return;
      const until = Math.max(...over.map((row) => row.began_at.getTime())) + windowMs;
      const retryAfter = Math.max(1, (until - now.getTime()) / 1000);
      throw errors.sign_in_paused({
        detail: `There were too many failed sign-ins; the next is possible in ${Math.ceil(retryAfter / 60)} minutes.`,
        retryAfter,
      });
    },

    /** The right password: this attempt was none to count, and what this person did wrong here is forgotten. */
    async succeeded(account: string, address: string): Promise<void> {
      const [both = "", ...others] = Object.keys(keys(account, address));
      await db.deleteFrom("access_throttle").where("key", "=", both).execute();
      await db
        .updateTable("access_throttle")
        .set((eb) => ({ failures: eb("failures", "-", 1) }))
        .where("key", "in", others)
        .execute();
    },
  };
}

export type Throttle = ReturnType<typeof createThrottle>;
