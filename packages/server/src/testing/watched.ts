import type { OutputOf } from "@halcyon/contracts";
import type { AnyEndpoint } from "#platform/http/types.ts";
import { until } from "#platform/testing/until.ts";
import type { ApiClient, CallInput } from "#src/testing/client.ts";

/** What a stream has said so far. */
export interface Watched<T> {
  readonly items: readonly T[];
  /** Waits for an item, those there already included. */
  saw(what: string, wanted: (item: T) => boolean): Promise<T>;
  /** Resolves when the stream has ended; rejects with its problem. */
  readonly ended: Promise<void>;
  /** Goes away, as a client that closes its connection. */
  stop(): Promise<void>;
}

/** Reads a stream until told to stop. */
export function watched<E extends AnyEndpoint>(
  who: ApiClient,
  endpoint: E,
  input: CallInput<E> = {},
): Watched<OutputOf<E>> {
  const controller = new AbortController();
  const items: OutputOf<E>[] = [];
  const ended = (async () => {
    try {
      for await (const item of who.stream(endpoint, input, controller.signal)) items.push(item);
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    }
  })();
  ended.catch(() => undefined);
  return {
    items,
    ended,
    saw: (what, wanted) => until(what, () => items.find(wanted)),
    async stop() {
      controller.abort();
      await ended;
    },
  };
}
