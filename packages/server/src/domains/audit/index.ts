import { auditEndpoints } from "@halcyon/contracts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database/database.ts";
import type { Domain, RecordAudit } from "#platform/domain.ts";
import { route } from "#platform/http/types.ts";
import { insertEvent, listEvents } from "./repo.ts";
import { migrations } from "./tables.ts";

export interface AuditDomain extends Domain {
  /** Writes a row in the caller's transaction. */
  readonly record: RecordAudit;
}

/** Who changed what: written with each change, read by those who may. */
export function createAuditDomain(deps: { database: Database; clock: Clock }): AuditDomain {
  return {
    name: "audit",
    migrations,
    record: (tx, entry) => insertEvent(tx, entry, deps.clock.now()),
    routes: [
      route(auditEndpoints.list, ({ query, actor }) =>
        listEvents(deps.database.db, query, actor.teams("audit.read")),
      ),
    ],
  };
}
