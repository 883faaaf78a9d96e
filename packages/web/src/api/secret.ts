/** Changes that carry a secret, or answer with one: nothing of them stays behind in a cache. */
import type { OutputOf } from "@halcyon/contracts";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { type AnyEndpoint, call, type CallInput, ProblemError } from "./call.ts";
import type { ChangeOptions } from "./hooks.ts";

export interface SecretChange<E extends AnyEndpoint> {
  readonly isPending: boolean;
  readonly error: ProblemError | null;
  /** Sends it; what was sent before and is not answered yet is given up. @returns null when it was refused or given up */
  send(input: CallInput<E>): Promise<OutputOf<E> | null>;
  /** Forgets the last refusal, and gives up what is on its way. */
  reset(): void;
}

/**
 * As `useChange`, for passwords, credentials and tokens. What is sent lives only as long as the request, and the answer goes
 * to `onDone` and to who awaits it.
 */
export function useSecretChange<E extends AnyEndpoint>(
  endpoint: E,
  { outdates = [], onDone }: ChangeOptions<E> = {},
): SecretChange<E> {
  const client = useQueryClient();
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<ProblemError | null>(null);
  const running = useRef<AbortController>(undefined);
  const latest = useRef({ outdates, onDone });
  latest.current = { outdates, onDone };

  const send = useCallback(
    async (input: CallInput<E>): Promise<OutputOf<E> | null> => {
      running.current?.abort();
      const own = new AbortController();
      running.current = own;
      setPending(true);
      setError(null);
      try {
        const output = await sendTwice(endpoint, input, own.signal);
        for (const one of latest.current.outdates) void client.invalidateQueries({ queryKey: [one.id] });
        latest.current.onDone?.(output, client);
        return output;
      } catch (thrown) {
        if (own.signal.aborted) return null;
        if (!(thrown instanceof ProblemError)) throw thrown;
        setError(thrown);
        return null;
      } finally {
        if (running.current === own) {
          running.current = undefined;
          setPending(false);
        }
      }
    },
    [client, endpoint],
  );
  const reset = useCallback(() => {
    running.current?.abort();
    running.current = undefined;
    setPending(false);
    setError(null);
  }, []);
  return { isPending, error, send, reset };
}

/** A change whose answer was lost is sent again under its key: it is carried out once. */
async function sendTwice<E extends AnyEndpoint>(
  endpoint: E,
  input: CallInput<E>,
  signal: AbortSignal,
): Promise<OutputOf<E>> {
  const key = crypto.randomUUID();
  try {
    return await call(endpoint, input, { key, signal });
  } catch (error) {
    const lost = error instanceof ProblemError && error.problem.code === "network_unreachable";
    if (!lost || signal.aborted) throw error;
    return call(endpoint, input, { key, signal });
  }
}
