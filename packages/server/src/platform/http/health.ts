import { sql } from "kysely";
import type { Database } from "#platform/database/database.ts";

export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}

const patienceMs = 2_000;

/** Whether this process can take requests now. One slow or broken part is named, and never waited for long. */
export async function readiness(deps: {
  database: Database;
  started: boolean;
  stopping: AbortSignal;
}): Promise<Readiness> {
  const checks = [
    deps.stopping.aborted
      ? { name: "server", ok: false, detail: "stopping" }
      : { name: "server", ok: deps.started, detail: deps.started ? "started" : "starting" },
    await databaseCheck(deps.database),
  ];
  return { ready: checks.every((check) => check.ok), checks };
}

async function databaseCheck(database: Database) {
  const late = new Promise<string>((resolve) => {
    setTimeout(() => resolve(`no answer within ${patienceMs / 1000} s`), patienceMs).unref();
  });
  const asked = sql`select 1`.execute(database.db).then(
    () => "answers",
    () => "cannot be reached",
  );
  const detail = await Promise.race([asked, late]);
  return { name: "database", ok: detail === "answers", detail };
}
