import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "kysely";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database/database.ts";
import type { Log } from "#platform/log.ts";

/** A claim on work, held by one process at a time. */
export interface Lease {
  readonly name: string;
  /** Grows by one with every taking; write it to what you protect and refuse smaller ones. */
  readonly epoch: number;
  /** Aborted when the lease was lost, released, or could not be renewed in time. Stop acting then. */
  readonly signal: AbortSignal;
  /** False from the moment the lease may be another's, even while a blocked event loop has kept `signal` from firing. */
  held(): boolean;
  release(): Promise<void>;
}

export interface Leases {
  /**
   * Takes the lease if nobody holds it or its holder did not renew in time.
   * @param options.ttlMs how long a holder may be silent; renewed at a third of it
   * @returns null when somebody else holds it
   */
  acquire(name: string, options: { ttlMs: number }): Promise<Lease | null>;
  /** Releases everything this process holds. */
  stop(): Promise<void>;
}

/**
 * Leases as rows in PostgreSQL, by PostgreSQL's clock. Of a holder's own clock only durations count: it gives up
 * `ttlMs` after it *sent* the last renewal that succeeded, which is before PostgreSQL lets another in.
 */
export function createLeases(deps: { database: Database; clock: Clock; log: Log }): Leases {
  const { db } = deps.database;
  const held = new Set<Lease>();

  async function acquire(name: string, { ttlMs }: { ttlMs: number }): Promise<Lease | null> {
    const holder = randomUUID();
    const sentAt = deps.clock.monotonic();
    const { rows } = await sql<{ epoch: number }>`
      insert into platform_leases as lease (name, holder, epoch, expires_at)
      values (${name}, ${holder}, 1, clock_timestamp() + ${ttlMs} * interval '1 millisecond')
      on conflict (name) do update
        set holder = excluded.holder, epoch = lease.epoch + 1, expires_at = excluded.expires_at
        where lease.expires_at <= clock_timestamp()
      returning epoch`.execute(db);
    const epoch = rows[0]?.epoch;
    if (epoch === undefined) return null;
    const lease = keep({ name, epoch, holder, ttlMs, sentAt });
    held.add(lease);
    return lease;
  }

  function keep(taken: {
    name: string;
    epoch: number;
    holder: string;
    ttlMs: number;
    sentAt: number;
  }): Lease {
    const { name, epoch, holder, ttlMs } = taken;
    const ending = new AbortController();
    let deadline = taken.sentAt + ttlMs;

    function end(reason: string): void {
      held.delete(lease);
      if (!ending.signal.aborted) ending.abort(new Error(`the lease ${name} (epoch ${epoch}) ${reason}`));
    }

    async function renew(): Promise<void> {
      const sentAt = deps.clock.monotonic();
      const { rows } = await sql`
        update platform_leases set expires_at = clock_timestamp() + ${ttlMs} * interval '1 millisecond'
        where name = ${name} and holder = ${holder} and epoch = ${epoch}
        returning 1`.execute(db);
      if (rows.length === 0) end("was taken by another process");
      else deadline = Math.max(deadline, sentAt + ttlMs);
    }

    async function run(): Promise<void> {
      while (!ending.signal.aborted) {
        const left = deadline - deps.clock.monotonic();
        if (left <= 0) return end("could not be renewed in time");
        const pause = Math.min(ttlMs / 3, left);
        await wait(pause, undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
        if (ending.signal.aborted) return;
        // A renewal that hangs must not keep the deadline from being seen.
        const attempt = renew().catch((error: unknown) => {
          deps.log.warn({ err: error, lease: name }, "a lease was not renewed; trying again");
        });
        const patience = Math.max(0, deadline - deps.clock.monotonic());
        await Promise.race([attempt, wait(patience, undefined, { ref: false })]);
      }
    }

    const lease: Lease = {
      name,
      epoch,
      signal: ending.signal,
      held: () => !ending.signal.aborted && deps.clock.monotonic() < deadline,
      async release() {
        end("was released");
        await running;
        // When PostgreSQL is away, the lease simply runs out.
        await sql`
          update platform_leases set holder = null, expires_at = '-infinity'
          where name = ${name} and holder = ${holder} and epoch = ${epoch}`
          .execute(db)
          .catch((error: unknown) =>
            deps.log.warn({ err: error, lease: name }, "a lease was not given back"),
          );
      },
    };
    const running = run();
    return lease;
  }

  return {
    acquire,
    async stop() {
      await Promise.allSettled([...held].map((lease) => lease.release()));
    },
  };
}
