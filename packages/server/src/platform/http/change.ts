import type { Database } from "#platform/database/database.ts";
import type { RecordAudit } from "#platform/domain.ts";
import type { IdempotentRequest } from "#platform/http/idempotency.ts";
import type { Actor, AnyEndpoint, Change } from "#platform/http/types.ts";

export interface ChangeContext {
  readonly endpoint: AnyEndpoint;
  readonly actor: Actor;
  readonly requestId: string;
  readonly address: string;
  readonly idempotent: IdempotentRequest | null;
}

/** Makes the `change` of one request: the work, its audit row and its idempotency key in one transaction. */
export function createChange(
  deps: { database: Database; recordAudit: RecordAudit },
  context: ChangeContext,
): Change {
  const { endpoint, idempotent } = context;
  let claimed = false;

  return async (work) => {
    const verb = endpoint.audit;
    if (verb === undefined) throw new Error(`${endpoint.id} names no audit verb and changes something`);
    const outcome = await deps.database.transaction(async (tx) => {
      if (idempotent !== null && !claimed) await idempotent.claim(tx);
      const { result, subject, detail, actor, verb: own } = await work(tx);
      await deps.recordAudit(tx, {
        actor: actor ?? context.actor,
        verb: own ?? verb,
        subject,
        ...(detail === undefined ? {} : { detail }),
        requestId: context.requestId,
        address: context.address,
      });
      // Where the result is the response already, a crash right after the commit loses no answer.
      const response = idempotent === null ? null : endpoint.output.safeParse(result);
      if (response?.success) await idempotent?.answer(tx, response.data);
      return result;
    });
    claimed = true;
    return outcome;
  };
}
