import { clearScreenDown, moveCursor } from "node:readline";
import type { Release } from "@halcyon/contracts";
import { stringify } from "yaml";
import type { Client } from "./client/client.ts";
import { type ExitCode, exitCodes } from "./errors.ts";
import type { Sink } from "./io.ts";
import { changedLines, renderBoard } from "./output/board.ts";
import { moment } from "./output/time.ts";
import { displayWidth } from "./output/width.ts";
import { endingOf, followRelease, type Until } from "./release-follow.ts";
import { afterRelease } from "./release-next.ts";
import type { Session } from "./session.ts";

interface WatchOptions {
  readonly until: Until;
  /** The release was sent back by whoever watches, so having gone back is success. */
  readonly back?: boolean;
}

interface View {
  show(release: Release): void;
  remark(text: string): void;
}

/**
 * Shows a release live until it has come to what is waited for: redrawn in place on a terminal, a line per change
 * in a pipe, a document per change with `-o json` (one line each) and `-o yaml`.
 * @returns the exit code that says how it ended
 */
export async function watchRelease(
  session: Session,
  client: Client,
  id: string,
  { until, back }: WatchOptions,
): Promise<ExitCode> {
  const view = viewFor(session);
  let wentBack = back;
  for await (const sighting of followRelease(client, id, session.io.signal)) {
    if (sighting.kind === "lost") {
      view.remark(
        `The connection is lost (${sighting.reason}). The release goes on by itself; trying again.`,
      );
      continue;
    }
    const { release } = sighting;
    wentBack ??= release.direction === "back";
    view.show(release);
    const ending = endingOf(release, until, wentBack);
    if (ending === undefined) continue;
    session.output.next(...afterRelease(release));
    return ending;
  }
  return exitCodes.failed;
}

function viewFor({ io, output }: Session): View {
  if (output.format !== "table") {
    const yaml = output.format === "yaml";
    return {
      show: (release) =>
        io.stdout.write(yaml ? `---\n${stringify(release)}` : `${JSON.stringify(release)}\n`),
      remark: (text) => io.stderr.write(`${JSON.stringify({ remark: text })}\n`),
    };
  }
  if (!io.stdout.isTTY) {
    let before: Release | undefined;
    const say = (text: string) => io.stdout.write(`${moment(io.now().toISOString())} ${text}\n`);
    return {
      show(release) {
        for (const line of changedLines(release, before)) say(line);
        before = release;
      },
      remark: say,
    };
  }
  const screen = redrawn(io.stdout);
  return {
    show: (release) => screen(renderBoard(release, { paint: output.paint, width: io.stdout.columns })),
    remark: (text) => output.note(output.paint.warn(text)),
  };
}

/** Draws over what it drew before. Lines a narrow terminal wraps are counted as the rows they take. */
function redrawn(sink: Sink): (text: string) => void {
  const stream = sink as unknown as NodeJS.WritableStream;
  let rows = 0;
  return (text) => {
    if (rows > 0) moveCursor(stream, -(sink.columns ?? 0), -rows);
    clearScreenDown(stream);
    sink.write(`${text}\n`);
    const columns = sink.columns ?? Number.POSITIVE_INFINITY;
    rows = text
      .split("\n")
      .reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / columns)), 0);
  };
}
