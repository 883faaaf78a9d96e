import { createHmac } from "node:crypto";
import { sql } from "kysely";
import type { Database, Tx } from "#platform/database/database.ts";
import { httpErrors } from "#platform/http/errors.ts";
import type { Secrets } from "#platform/secrets.ts";

const keyForm = /^[\x21-\x7e]{1,200}$/;
const keepHours = 24;

export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** One request's use of its Idempotency-Key. */
export interface IdempotentRequest {
  /**
   * The answer given when the change was made, or null when it has not been made.
   * @throws HalcyonError 422 when the key belongs to another request, 409 when the answer was lost
   */
  find(): Promise<StoredAnswer | null>;
  /** Takes the key in the change's transaction; waits for another request with it. @throws AlreadyMade */
  claim(tx: Tx): Promise<void>;
  /** Stores the answer, in the change's transaction or after it. */
  answer(on: Tx | Database["db"], body: unknown): Promise<void>;
}

/** Another request with the same key was faster. */
export class AlreadyMade extends Error {}

/**
 * Answers a repeated change from what was stored with it, so that a client that lost the answer may repeat safely.
 * Kept for a day; refusals are not kept, as nothing was changed.
 */
export function createIdempotency(deps: { database: Database; secrets: Secrets }) {
  const { db } = deps.database;
  // Keyed: bodies hold passwords, and whoever reads the database must not be able to try guesses on a fast digest of one.
  const fingerprintKey = deps.secrets.derive("idempotency-fingerprint");

  function forRequest(request: {
    key: string;
    actor: string;
    method: string;
    url: string;
    body: unknown;
    status: number;
  }): IdempotentRequest {
    const { key, actor, status } = request;
    if (!keyForm.test(key))
      throw httpErrors.idempotency_key_invalid({ detail: "The Idempotency-Key header is not usable." });
    const fingerprint = createHmac("sha256", fingerprintKey)
      .update(JSON.stringify([request.method, request.url, request.body ?? null]))
      .digest("base64url");
    const context = `idempotency:${actor}:${key}`;

    return {
      async find() {
        const { rows } = await sql<{ fingerprint: string; status: number; response: string | null }>`
          select fingerprint, status, response from platform_idempotency
          where actor = ${actor} and key = ${key}`.execute(db);
        const [row] = rows;
        if (row === undefined) return null;
        if (row.fingerprint !== fingerprint) {
          throw httpErrors.idempotency_key_reused({
            detail: `The key ${key} came with another request before.`,
          });
        }
        if (row.response === null) {
          throw httpErrors.answer_lost({ detail: `The request with the key ${key} was carried out before.` });
        }
        return { status: row.status, body: JSON.parse(deps.secrets.open(row.response, context)) as unknown };
      },
      async claim(tx) {
        const { rows } = await sql`
          insert into platform_idempotency (actor, key, fingerprint, status)
          values (${actor}, ${key}, ${fingerprint}, ${status})
          on conflict do nothing returning 1`.execute(tx);
        if (rows.length === 0) throw new AlreadyMade();
      },
      async answer(on, body) {
        await sql`
          update platform_idempotency set response = ${deps.secrets.seal(JSON.stringify(body ?? null), context)}
          where actor = ${actor} and key = ${key}`.execute(on);
      },
    };
  }

  async function forget(): Promise<void> {
    await sql`delete from platform_idempotency where created_at < now() - ${keepHours} * interval '1 hour'`.execute(
      db,
    );
  }

  return { forRequest, forget };
}

export type Idempotency = ReturnType<typeof createIdempotency>;
