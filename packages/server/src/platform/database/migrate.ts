import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Db, Migration } from "#platform/database/database.ts";
import { databaseErrors } from "#platform/database/errors.ts";
import type { Log } from "#platform/log.ts";

// Any constant: what every Halcyon process takes before it looks at the schema.
const lockKey = 7_420_001;

/**
 * Applies the missing migrations in the order of their names, all in one transaction, so that a schema is never
 * half new. Processes that start together wait for one another.
 * @throws HalcyonError `database_migration_changed` when an applied one has another text now
 */
export async function migrate(deps: { db: Db; log: Log }, migrations: readonly Migration[]): Promise<void> {
  const ordered = [...migrations].sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Set(ordered.map((migration) => migration.name));
  if (names.size !== ordered.length) throw new Error("two migrations have the same name");

  await deps.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(lockKey)})`.execute(tx);
    await sql`
      create table if not exists platform_migrations (
        name text primary key,
        checksum text not null,
        applied_at timestamptz not null default now()
      )`.execute(tx);
    const { rows } = await sql<{ name: string; checksum: string }>`
      select name, checksum from platform_migrations`.execute(tx);
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    for (const migration of ordered) {
      const checksum = createHash("sha256").update(migration.sql).digest("hex");
      const known = applied.get(migration.name);
      if (known === checksum) continue;
      if (known !== undefined) {
        throw databaseErrors.migration_changed({
          detail: `${migration.name} was applied with another text.`,
        });
      }
      await sql.raw(migration.sql).execute(tx);
      await sql`insert into platform_migrations (name, checksum) values (${migration.name}, ${checksum})`.execute(
        tx,
      );
      deps.log.info({ migration: migration.name }, "migrated");
    }
  });
}
