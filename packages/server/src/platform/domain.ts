import type { Clock } from "#platform/clock.ts";
import type { Database, Migration, Tx } from "#platform/database/database.ts";
import type { Events } from "#platform/events.ts";
import type { Actor, AuditSubject, Json, Route, Scopes } from "#platform/http/types.ts";
import type { Leases } from "#platform/leases.ts";
import type { Log } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { Secrets } from "#platform/secrets.ts";
import type { Undos } from "#platform/undo.ts";

export interface AuditEntry {
  readonly actor: Actor;
  readonly verb: string;
  readonly subject: AuditSubject;
  readonly detail?: Json;
  readonly requestId?: string;
  readonly address?: string;
}

/** Writes an audit row in the caller's transaction. Endpoints get it done by `change`; reconcilers call it. */
export type RecordAudit = (tx: Tx, entry: AuditEntry) => Promise<void>;

/** What this process does; several processes on one database may share it out. */
export interface Roles {
  /** Serves the API. */
  readonly serve: boolean;
  /** Does the background work: reconcilers, exports, clean-up. Leases keep two from doing the same. */
  readonly work: boolean;
}

/** What every domain is given. */
export interface Platform {
  readonly roles: Roles;
  readonly clock: Clock;
  readonly log: Log;
  readonly database: Database;
  readonly events: Events;
  readonly leases: Leases;
  readonly secrets: Secrets;
  readonly metrics: Metrics;
  readonly recordAudit: RecordAudit;
}

/** What every domain's `createXDomain(deps)` returns, beside its own door. */
export interface Domain {
  readonly name: string;
  readonly routes: readonly Route[];
  readonly migrations: readonly Migration[];
  readonly scopes?: Scopes;
  /** How its changes are taken back, by verb. */
  readonly undos?: Undos;
  /** After the migrations. Must return soon; background work goes on until `signal` aborts. */
  start?(signal: AbortSignal): Promise<void>;
  /** Waits until background work has ended. The database is still open. */
  stop?(): Promise<void>;
}
