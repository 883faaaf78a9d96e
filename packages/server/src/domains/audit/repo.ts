import type { AuditEvent, auditEndpoints, QueryOf } from "@halcyon/contracts";
import { z } from "zod";
import type { Db, Tx } from "#platform/database/database.ts";
import { jsonb } from "#platform/database/json.ts";
import type { AuditEntry } from "#platform/domain.ts";
import { decodeCursor, pageFrom } from "#platform/http/cursor.ts";
import type { AuditTables } from "./tables.ts";

export type AuditFilter = QueryOf<(typeof auditEndpoints)["list"]>;
const byId = z.tuple([z.uuid()]);

export async function insertEvent(tx: Tx, entry: AuditEntry, at: Date): Promise<void> {
  const { actor, subject } = entry;
  await tx
    .$extendTables<AuditTables>()
    .insertInto("audit_events")
    .values({
      at,
      actor_id: actor.id,
      actor_name: actor.name,
      actor_display_name: actor.displayName,
      actor_kind: actor.kind,
      via: actor.via,
      verb: entry.verb,
      subject_kind: subject.kind,
      subject_id: subject.id,
      subject_name: subject.name,
      team: subject.team ?? null,
      app: subject.app ?? null,
      clusters: distinct(subject.clusters),
      rooms: distinct(subject.rooms),
      detail: jsonb(entry.detail ?? null),
      request_id: entry.requestId ?? null,
      address: entry.address ?? null,
    })
    .execute();
}

function distinct(names: readonly string[] = []): string[] {
  return [...new Set(names)].sort();
}

/**
 * Newest first.
 * @param teams rows of these teams only; null: all
 */
export async function listEvents(
  db: Db,
  filter: AuditFilter,
  teams: readonly string[] | null,
): Promise<{ items: AuditEvent[]; next: string | null }> {
  let query = db
    .$extendTables<AuditTables>()
    .selectFrom("audit_events")
    .selectAll()
    .orderBy("id", "desc")
    .limit(filter.limit + 1);
  if (teams !== null) query = query.where("team", "in", [...teams]);
  if (filter.cursor !== undefined) query = query.where("id", "<", decodeCursor(byId, filter.cursor)[0]);
  if (filter.actor !== undefined) query = query.where("actor_name", "=", filter.actor.toLowerCase());
  if (filter.kind !== undefined) query = query.where("subject_kind", "=", filter.kind);
  if (filter.team !== undefined) query = query.where("team", "=", filter.team);
  if (filter.app !== undefined) query = query.where("app", "=", filter.app);
  if (filter.since !== undefined) query = query.where("at", ">=", new Date(filter.since));
  if (filter.until !== undefined) query = query.where("at", "<", new Date(filter.until));
  const { verb, subject } = filter;
  if (verb !== undefined) {
    query = query.where((eb) =>
      eb.or([eb("verb", "=", verb), eb(eb.fn("starts_with", ["verb", eb.val(`${verb}.`)]), "=", true)]),
    );
  }
  if (subject !== undefined) {
    query = query.where((eb) => eb.or([eb("subject_name", "=", subject), eb("subject_id", "=", subject)]));
  }
  const page = pageFrom(await query.execute(), filter.limit, (row) => [row.id]);
  return {
    next: page.next,
    items: page.items.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      actor: {
        id: row.actor_id,
        name: row.actor_name,
        displayName: row.actor_display_name,
        kind: row.actor_kind,
        via: row.via,
      },
      verb: row.verb,
      subject: {
        kind: row.subject_kind,
        id: row.subject_id,
        name: row.subject_name,
        team: row.team,
        app: row.app,
      },
      detail: row.detail as AuditEvent["detail"],
      requestId: row.request_id,
      address: row.address,
    })),
  };
}
