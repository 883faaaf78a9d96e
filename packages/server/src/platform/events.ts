import { sql } from "kysely";
import type { Database, Tx } from "#platform/database/database.ts";
import type { Log } from "#platform/log.ts";

/** Small: ids only, a NOTIFY carries less than 8000 bytes. `resync` after messages may have been missed. */
export type EventPayload = {
  readonly resync?: true;
  readonly [key: string]: string | number | boolean | undefined;
};

/** Says between processes that something changed. A hint to look, never the truth itself. */
export interface Events {
  /** Sent when and only when the transaction commits. */
  publish(tx: Tx, topic: string, payload: EventPayload): Promise<void>;
  /**
   * Hears all topics that equal `prefix` or begin with it and a dot, from every process, this one too.
   * After a broken connection the handler gets `(prefix, { resync: true })`.
   * @returns unsubscribe
   */
  subscribe(prefix: string, handler: (topic: string, payload: EventPayload) => void): () => void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const channel = "halcyon_events";

/** Events over PostgreSQL's LISTEN and NOTIFY: no server of their own, and bound to the transaction. */
export function createEvents(deps: { database: Database; log: Log }): Events {
  const subscriptions = new Set<{
    prefix: string;
    handler: (topic: string, payload: EventPayload) => void;
  }>();
  let unlisten: (() => Promise<void>) | undefined;

  function deliver(message: string | null): void {
    if (message === null) {
      for (const { prefix, handler } of [...subscriptions]) call(handler, prefix, { resync: true });
      return;
    }
    const { topic, payload } = JSON.parse(message) as { topic: string; payload: EventPayload };
    for (const { prefix, handler } of [...subscriptions]) {
      if (topic === prefix || topic.startsWith(`${prefix}.`)) call(handler, topic, payload);
    }
  }

  // One listener's mistake must not keep the others from hearing.
  function call(
    handler: (topic: string, payload: EventPayload) => void,
    topic: string,
    payload: EventPayload,
  ) {
    try {
      handler(topic, payload);
    } catch (error) {
      deps.log.error({ err: error, topic }, "an event listener failed");
    }
  }

  return {
    async publish(tx, topic, payload) {
      await sql`select pg_notify(${channel}, ${JSON.stringify({ topic, payload })})`.execute(tx);
    },
    subscribe(prefix, handler) {
      const subscription = { prefix, handler };
      subscriptions.add(subscription);
      return () => {
        subscriptions.delete(subscription);
      };
    },
    async start() {
      unlisten ??= await deps.database.listen(channel, deliver);
    },
    async stop() {
      await unlisten?.();
      unlisten = undefined;
    },
  };
}
