import { setTimeout as sleep } from "node:timers/promises";
import { type Release, releaseEndpoints } from "@halcyon/contracts";
import type { Client } from "./client/client.ts";
import { CliError, type ExitCode, exitCodes } from "./errors.ts";

/** What following a release sees: its state each time it changes, and when the connection is lost. */
export type Sighting =
  | { readonly kind: "release"; readonly release: Release }
  | { readonly kind: "lost"; readonly reason: string };

const pausesMs = [500, 1_000, 2_000, 5_000] as const;
const giveUpAfterMs = 10 * 60_000;

/**
 * Follows a release without end: whoever iterates stops when they have seen enough. A lost connection is made
 * again; the first sight after it is the state by then, so nothing that still holds is missed.
 * @throws CliError when the server refuses, or stays away for ten minutes
 */
export async function* followRelease(
  client: Client,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<Sighting> {
  let lostSince: number | undefined;
  for (let failures = 0; ; failures += 1) {
    try {
      for await (const release of client.stream(
        releaseEndpoints.watch,
        { params: { release: id } },
        signal,
      )) {
        failures = 0;
        lostSince = undefined;
        yield { kind: "release", release };
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof CliError) || error.failure.exitCode !== exitCodes.unreachable) throw error;
      lostSince ??= performance.now();
      if (performance.now() - lostSince > giveUpAfterMs) throw error;
      if (failures === 0) yield { kind: "lost", reason: error.failure.detail };
    }
    await sleep(pausesMs[Math.min(failures, pausesMs.length - 1)], undefined, { signal });
  }
}

/** When following ends: `closed`, or as soon as the step in force is Ready and the next move is a person's or a gate's. */
export type Until = "closed" | "ready";

/**
 * Whether a release has come to what is waited for, and the exit code that says how. `wentBack`: it was going back
 * already when first seen, so having gone back is success.
 * @returns undefined while it is under way
 */
export function endingOf(release: Release, until: Until, wentBack: boolean): ExitCode | undefined {
  switch (release.state) {
    case "done":
      return exitCodes.ok;
    case "rolled-back":
      return wentBack ? exitCodes.ok : exitCodes.stopped;
    case "stopped":
    case "cancelled":
    case "rejected":
      return exitCodes.stopped;
    case "aborted":
      return release.acknowledged ? exitCodes.stopped : undefined;
    default:
      if (until === "closed") return undefined;
      if (release.stepLate) return exitCodes.stopped;
      return release.acknowledged && restsForNow(release) ? exitCodes.ok : undefined;
  }
}

function restsForNow({ stepReady, waiting }: Release): boolean {
  return stepReady && waiting.for !== "ready" && waiting.for !== "target";
}
