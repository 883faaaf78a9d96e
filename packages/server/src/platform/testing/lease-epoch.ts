import { sql } from "kysely";
import type { Database } from "#platform/database/database.ts";

/** How often a lease was taken so far; 0 for never. */
export async function leaseEpoch({ db }: Pick<Database, "db">, name: string): Promise<number> {
  const { rows } = await sql<{
    epoch: number;
  }>`select epoch from platform_leases where name = ${name}`.execute(db);
  return rows[0]?.epoch ?? 0;
}
