import { setTimeout as sleep } from "node:timers/promises";
import { type LogLine, podEndpoints } from "@halcyon/contracts";
import type { Client } from "./client/client.ts";
import { CliError, exitCodes } from "./errors.ts";
import type { PodReference } from "./pod-reference.ts";

type Seen =
  | { readonly kind: "lines"; readonly lines: readonly LogLine[]; readonly dropped: number }
  | { readonly kind: "lost"; readonly reason: string };

const pauseMs = 1_000;
const giveUpAfterMs = 10 * 60_000;

/**
 * Follows a container's log until the container ends. A lost connection is made again from the last line on.
 * @throws CliError when the server refuses, or stays away for ten minutes
 */
export async function* followLog(
  client: Client,
  params: PodReference,
  begin: { readonly container?: string; readonly tail?: number },
  signal: AbortSignal,
): AsyncGenerator<Seen> {
  let since: string | undefined;
  let lostAt: number | undefined;
  for (;;) {
    try {
      const query = { ...begin, ...(since === undefined ? {} : { since }) };
      for await (const { lines, dropped } of client.stream(
        podEndpoints.followLogs,
        { params, query },
        signal,
      )) {
        lostAt = undefined;
        since = lines.findLast(({ at }) => at !== null)?.at ?? since;
        yield { kind: "lines", lines, dropped };
      }
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof CliError) || error.failure.exitCode !== exitCodes.unreachable) throw error;
      if (lostAt === undefined) yield { kind: "lost", reason: error.failure.detail };
      lostAt ??= performance.now();
      if (performance.now() - lostAt > giveUpAfterMs) throw error;
    }
    await sleep(pauseMs, undefined, { signal });
  }
}
