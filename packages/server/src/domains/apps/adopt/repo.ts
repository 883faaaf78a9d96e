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
