import { sql } from "kysely";
import type { Db } from "#platform/database/database.ts";
import type { Secrets } from "#platform/secrets.ts";

const key = "secret-check";
const text = "halcyon";

/**
 * Makes sure that this process has the key the database's secrets were sealed with: better to fail at the start than at the
 * first cluster that cannot be reached.
 * @throws HalcyonError `secrets_unreadable`
 */
export async function checkSecretKey(db: Db, secrets: Secrets): Promise<void> {
  const sealed = secrets.seal(text, key);
  const { rows } = await sql<{ value: string }>`
    insert into platform_settings (key, value) values (${key}, ${sealed})
    on conflict (key) do update set key = excluded.key returning value`.execute(db);
  const known = rows[0]?.value ?? sealed;
  secrets.open(known, key);
  if (secrets.outdated(known))
    await sql`update platform_settings set value = ${sealed} where key = ${key}`.execute(db);
}
