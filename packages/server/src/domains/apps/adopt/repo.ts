/** The SQL of adoptions: what was taken over, by whom, and what it was before. */
import type { Selectable } from "kysely";
import type { Db, Tx } from "#platform/database/database.ts";
import type { AdoptionTables } from "./tables.ts";
import type { Before } from "./take.ts";

const tables = (connection: Db | Tx) => connection.$extendTables<AdoptionTables>();

export async function insertAdoption(
  tx: Tx,
  taken: {
    readonly app: string;
    readonly cluster: string;
    readonly namespace: string;
    readonly before: readonly Before[];
    readonly helm: { readonly release: string; readonly secrets: string[] } | null;
    readonly by: string;
    readonly at: Date;
  },
): Promise<void> {
  const { app, cluster, namespace, before, helm, by, at } = taken;
  await tables(tx)
    .insertInto("app_adoptions")
    .values({
      ...{ app, cluster, namespace },
      before: JSON.stringify(before),
      helm: helm === null ? null : JSON.stringify(helm),
      ...{ taken_by: by, taken_at: at, given_back_by: null, given_back_at: null },
    })
    .execute();
}

/**
 * Keeps what objects are before they are written to. Of one that an earlier try wrote to already, what that found stays.
 * @param isWritten whether it bears the marks of such a try
 * @returns what they were before any
 */
export async function beginAdoption(
  tx: Tx,
  begun: {
    readonly app: string;
    readonly cluster: string;
    readonly before: readonly Before[];
    readonly by: string;
    readonly at: Date;
  },
  isWritten: (before: Before) => boolean,
): Promise<Before[]> {
  const { app, cluster, by, at } = begun;
  const known = await tables(tx)
    .selectFrom("app_adoptions_begun")
    .select("before")
    .where("app", "=", app)
    .where("cluster", "=", cluster)
    .forUpdate()
    .executeTakeFirst();
  const before = begun.before.map(
    (one) => (isWritten(one) ? known?.before.find(({ uid }) => uid === one.uid) : undefined) ?? one,
  );
  const content = { before: JSON.stringify(before), begun_by: by, begun_at: at };
  await tables(tx)
    .insertInto("app_adoptions_begun")
    .values({ app, cluster, ...content })
    .onConflict((conflict) => conflict.columns(["app", "cluster"]).doUpdateSet(content))
    .execute();
  return before;
}

/** The adoption is stored: what was kept for another try is no longer needed. */
export async function forgetBegun(tx: Tx, app: string): Promise<void> {
  await tables(tx).deleteFrom("app_adoptions_begun").where("app", "=", app).execute();
}

/** What of an app was adopted and not given back. */
export function heldAdoptions(
  connection: Db | Tx,
  app: string,
): Promise<Selectable<AdoptionTables["app_adoptions"]>[]> {
  return tables(connection)
    .selectFrom("app_adoptions")
    .selectAll()
    .where("app", "=", app)
    .where("given_back_at", "is", null)
    .execute();
}

export async function endAdoptions(tx: Tx, given: { app: string; by: string; at: Date }): Promise<void> {
  await tables(tx)
    .updateTable("app_adoptions")
    .set({ given_back_by: given.by, given_back_at: given.at })
    .where("app", "=", given.app)
    .where("given_back_at", "is", null)
    .execute();
}
