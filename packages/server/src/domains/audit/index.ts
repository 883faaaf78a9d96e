import { auditEndpoints } from "@halcyon/contracts";
import type { Clock } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/database/database.ts";
import type { Domain, RecordAudit } from "#platform/domain.ts";
import type { Events } from "#platform/events.ts";
import { route } from "#platform/http/types.ts";
import { insertEvent, listEvents } from "./repo.ts";
import { migrations } from "./tables.ts";
import { findRecord, listRecords, type RecordFilter, type RecordRow } from "./timeline.ts";

export type { RecordFilter, RecordRow } from "./timeline.ts";

export interface AuditDomain extends Domain {
  /** Writes a row in the caller's transaction. */
  readonly record: RecordAudit;
  /** Rows as a timeline shows them, newest first. */
  records(filter: RecordFilter, tx?: Tx): Promise<RecordRow[]>;
  /** A row by its id; null when there is none. */
  find(id: string, tx?: Tx): Promise<RecordRow | null>;
}

/** Told when a row was written, by its verb. */
export const recordedTopic = "audit.recorded";

/** Who changed what: written with each change, read by those who may. */
export function createAuditDomain(deps: { database: Database; clock: Clock; events: Events }): AuditDomain {
  return {
    name: "audit",
    migrations,
    async record(tx, entry) {
      await insertEvent(tx, entry, deps.clock.now());
      await deps.events.publish(tx, recordedTopic, { verb: entry.verb });
    },
    records: (filter, tx) => listRecords(tx ?? deps.database.db, filter),
    find: (id, tx) => findRecord(tx ?? deps.database.db, id),
    routes: [
      route(auditEndpoints.list, ({ query, actor }) =>
        listEvents(deps.database.db, query, actor.teams("audit.read")),
      ),
    ],
  };
}
