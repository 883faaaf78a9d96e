import { type Change, versionSource } from "@halcyon/contracts";
import type { RecordRow } from "#domains/audit/index.ts";
import type { Json } from "#platform/http/types.ts";

/** A change as the API shows it. */
export function changeView(row: RecordRow): Change {
  const detail = fieldsOf(row.detail);
  const text = (key: string) => (typeof detail[key] === "string" ? detail[key] : "");
  const number = (...keys: string[]) => {
    const found = keys.map((key) => detail[key]).find((value) => typeof value === "number");
    return typeof found === "number" ? found : null;
  };
  return {
    id: row.id,
    at: row.at.toISOString(),
    by: { name: row.actor_name, displayName: row.actor_display_name, kind: row.actor_kind },
    verb: row.verb,
    kind: row.subject_kind,
    subject: row.subject_name,
    team: row.team,
    app: row.app,
    message: text("message") || text("reason") || text("comment") || text("text"),
    version: number("version", "to"),
    previous: number("previous", "from"),
    clusters: row.clusters,
    rooms: row.rooms,
    source: versionSource.safeParse(detail["source"]).data ?? null,
    undoes: text("undoes") || null,
  };
}

/** A row's detail as fields; none when it is no object. */
export function fieldsOf(detail: Json): Readonly<Record<string, Json | undefined>> {
  return typeof detail === "object" && detail !== null && !Array.isArray(detail)
    ? (detail as Readonly<Record<string, Json | undefined>>)
    : {};
}
