import { podEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, verb } from "../../command.ts";
import { usageError } from "../../errors.ts";
import { positive } from "../../list.ts";
import { followLog } from "../../log-follow.ts";
import { podReference } from "../../pod-reference.ts";
import type { Session } from "../../session.ts";

interface LogOptions {
  readonly container?: string;
  readonly previous?: boolean;
  readonly tail?: number;
  readonly timestamps?: boolean;
  readonly follow?: boolean;
}

/** `halcyon pod logs`: what a container wrote, or writes. */
export function podLogsCommand(pod: Command, cli: Cli): void {
  const logs = verb(pod, "logs <pod>", {
    summary: "Show a container's log, or follow it",
    about:
      "Followed until the container ends or Ctrl-C; a lost connection is made again and no line is repeated.",
    examples: [
      ["pod logs north-mobile/frontpage/frontpage-6d9f8-x2x4k", "The last 1000 lines"],
      [
        "pod logs north-mobile/frontpage/frontpage-6d9f8-x2x4k --previous",
        "Of the run before the last restart",
      ],
      ["pod logs north-mobile/frontpage/frontpage-6d9f8-x2x4k -f --tail 10", "As it is written"],
    ],
    next: "halcyon pod show CLUSTER/NAMESPACE/NAME names its containers and tells why one has no log.",
  })
    .option("-c, --container <container>", "which container; its first unless told")
    .option("--previous", "of the run before the last restart")
    .option("--tail <n>", "so many of the last lines (default: 1000, with --follow 200)", positive)
    .option("--timestamps", "when each line was written, before it")
    .option("-f, --follow", "go on as it is written");
  action<LogOptions>(logs, cli, async ({ session, args: [given = ""], options }) => {
    const params = podReference(given);
    const { container, previous, tail, timestamps, follow } = options;
    if (follow && previous)
      throw usageError("--previous is of a run that has ended.", "Leave --follow or --previous out.");
    if (follow) return showAsWritten(session, params, options);
    const text = await (await session.client()).call(podEndpoints.logs, {
      params,
      query: {
        ...(container === undefined ? {} : { container }),
        ...(tail === undefined ? {} : { tail }),
        ...(previous ? { previous: "true" as const } : {}),
        ...(timestamps ? { timestamps: "true" as const } : {}),
      },
    });
    if (text === "") return session.output.note("It has written nothing so far.");
    session.output.show(text, () => text.replace(/\n$/, ""));
  });
}

async function showAsWritten(
  session: Session,
  params: ReturnType<typeof podReference>,
  { container, tail, timestamps }: LogOptions,
): Promise<void> {
  const { io, output } = session;
  const begin = {
    ...(container === undefined ? {} : { container }),
    ...(tail === undefined ? {} : { tail }),
  };
  const written =
    output.format === "table"
      ? ({ at, text }: { at: string | null; text: string }) =>
          timestamps && at !== null ? `${at} ${text}\n` : `${text}\n`
      : (line: object) => `${JSON.stringify(line)}\n`;
  for await (const seen of followLog(await session.client(), params, begin, io.signal)) {
    if (seen.kind === "lost") {
      output.note(`! the connection is lost (${seen.reason}); trying again`);
      continue;
    }
    if (seen.dropped > 0) output.note(`! ${seen.dropped} lines left out: they came too fast`);
    io.stdout.write(seen.lines.map(written).join(""));
  }
  output.note("The container has ended.");
}
