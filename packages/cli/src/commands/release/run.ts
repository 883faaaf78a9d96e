import { type OutputOf, releaseEndpoints } from "@halcyon/contracts";
import { type Command, InvalidArgumentError } from "commander";
import type { Client } from "../../client/client.ts";
import { action, type Cli, type Teaching, verb } from "../../command.ts";
import { usageError } from "../../errors.ts";
import { reasonFor } from "../../input/reason.ts";
import { afterRelease } from "../../release-next.ts";
import { releaseNamed } from "../../release-reference.ts";
import { watchRelease } from "../../release-watch.ts";

type Answer = OutputOf<typeof releaseEndpoints.next>;

interface RunOptions {
  readonly wait?: boolean;
  readonly expect?: number;
  readonly reason?: string;
  readonly keep?: boolean;
  readonly back?: boolean;
  readonly express?: boolean;
  readonly forward?: boolean;
  readonly putBack?: boolean;
}

interface Act {
  readonly usage: string;
  readonly alias?: string;
  readonly teaching: Teaching;
  readonly options?: (command: Command) => Command;
  readonly reason?: "required" | "optional";
  /** Looked at before a reason is asked for. */
  readonly check?: (options: RunOptions) => void;
  /** Waiting for `ready` ends with the step, for `closed` with the release; without, the command cannot wait. */
  readonly until?: "ready" | "closed";
  readonly send: (
    client: Client,
    id: string,
    options: RunOptions,
    args: readonly string[],
  ) => Promise<Answer>;
}

const expecting = (command: Command) =>
  command.option("--expect <n>", "the step you believe comes next; another one refuses", step);

const acts: readonly Act[] = [
  {
    usage: "next <release>",
    teaching: {
      summary: "Go one step on; the first next starts an approved release",
      about:
        "While the step in force is not Ready, or a gate has not passed, this ends with 5 and the reason: nothing is ever queued.",
      examples: [
        ["release next frontpage-3", "One step"],
        ["release next frontpage-3 --expect 2 --wait", "Only if step 2 comes next; wait until it is Ready"],
      ],
      next: "halcyon release watch RELEASE, then next again; or halcyon release finish RELEASE.",
    },
    options: expecting,
    until: "ready",
    send: (client, release, { expect }) =>
      client.call(releaseEndpoints.next, {
        params: { release },
        body: expect === undefined ? {} : { expect },
      }),
  },
  {
    usage: "finish <release>",
    alias: "all",
    teaching: {
      summary: "Release all: the rest without gates, at the app's own surge and floor",
      examples: [
        ["release finish frontpage-3", "All that is left"],
        ["release all frontpage-3 --wait", "The same, and wait for the end"],
      ],
      next: "halcyon release watch RELEASE; halcyon release rollback RELEASE if it was a mistake.",
    },
    options: expecting,
    until: "closed",
    send: (client, release, { expect }) =>
      client.call(releaseEndpoints.finish, {
        params: { release },
        body: expect === undefined ? {} : { expect },
      }),
  },
  {
    usage: "hold <release>",
    teaching: {
      summary: "Stop where it is; answers once no earlier write can still arrive",
      examples: [["release hold frontpage-3 --reason 'errors in the log'", "Nothing moves any more"]],
      next: "halcyon release resume RELEASE, or abort, or rollback.",
    },
    reason: "required",
    send: (client, release, { reason = "" }) =>
      client.call(releaseEndpoints.hold, { params: { release }, body: { reason } }),
  },
  {
    usage: "resume <release>",
    teaching: {
      summary: "Go on after a hold, an abort --keep, or a foreign edit",
      examples: [
        ["release resume frontpage-3", "Go on where it stood"],
        [
          "release resume frontpage-3 --put-back --reason 'edit by mistake'",
          "Overwrite the foreign edit that stopped it",
        ],
      ],
      next: "halcyon release watch RELEASE",
    },
    options: (command) => command.option("--put-back", "overwrite the foreign edit that stopped the release"),
    reason: "optional",
    until: "ready",
    send: (client, release, { putBack, reason }) =>
      client.call(releaseEndpoints.resume, {
        params: { release },
        body: { putBack: putBack === true, ...(reason === undefined ? {} : { reason }) },
      }),
  },
  {
    usage: "abort <release>",
    teaching: {
      summary: "Give up: keep the mix of versions as it is, or go back at once",
      examples: [
        ["release abort frontpage-3 --back --reason 'wrong image'", "Everything back to what ran before"],
        [
          "release abort frontpage-3 --keep --reason 'lunch'",
          "Leave the mix, at rest; it keeps its app's slot",
        ],
      ],
      next: "After --keep: halcyon release rollback RELEASE, or resume.",
    },
    options: (command) =>
      command
        .option("--keep", "leave the mix of versions, at rest")
        .option("--back", "go back at once: express rollback"),
    reason: "required",
    check: ({ keep, back }) => {
      if ((keep === true) === (back === true))
        throw usageError("How to abort?", "Add --keep or --back, one of them. Nothing was done.");
    },
    until: "closed",
    send: (client, release, { keep, reason = "" }) =>
      client.call(releaseEndpoints.abort, {
        params: { release },
        body: { mode: keep === true ? "keep" : "back", reason },
      }),
  },
  {
    usage: "rollback <release>",
    teaching: {
      summary: "Go back to what ran before, step by step or at once; --forward turns a rollback around",
      about:
        "Approved with the release itself, so nobody needs to approve again. Database migrations are not undone.",
      examples: [
        ["release rollback frontpage-3 --reason 'errors'", "Back through the same steps and gates"],
        [
          "release rollback frontpage-3 --express --reason 'errors'",
          "Back at once, also in the middle of going back",
        ],
        [
          "release rollback frontpage-3 --forward --reason 'it was the line'",
          "Towards the new version again",
        ],
      ],
      next: "Step by step: halcyon release next RELEASE goes one step further back.",
    },
    options: (command) =>
      command
        .option("--express", "at once, instead of step by step")
        .option("--forward", "of a rollback: towards the new version again"),
    reason: "required",
    until: "closed",
    send: (client, release, { express, forward, reason = "" }) =>
      client.call(releaseEndpoints.rollback, {
        params: { release },
        body: { mode: express === true ? "express" : "stepwise", reason, forward: forward === true },
      }),
  },
  {
    usage: "skip <release> <target>",
    teaching: {
      summary:
        "Leave a target as it is, so that a dead cluster does not hold up the rest; its share goes to nobody",
      examples: [["release skip frontpage-3 south-telecom --reason 'line is cut'", "The others go on"]],
      next: "halcyon release next RELEASE",
    },
    reason: "required",
    send: (client, release, { reason = "" }, [, target = ""]) =>
      client.call(releaseEndpoints.skip, { params: { release }, body: { target, reason } }),
  },
];

/** The verbs that move a release, or stop it. */
export function releaseRunCommands(release: Command, cli: Cli): void {
  for (const act of acts) {
    const command = verb(release, act.usage, act.teaching);
    if (act.alias !== undefined) command.alias(act.alias);
    act.options?.(command);
    if (act.reason === "required")
      command.option("-r, --reason <text>", "why, for the record; asked for unless told");
    if (act.reason === "optional") command.option("-r, --reason <text>", "why, for the record");
    if (act.until !== undefined) {
      command.option(
        "-w, --wait",
        `watch until ${act.until === "ready" ? "the step is Ready" : "it is over"}; exits as release watch does`,
      );
    }
    action<RunOptions>(command, cli, async ({ session, args, options }) => {
      const { output, io } = session;
      act.check?.(options);
      const reason = act.reason === "required" ? { reason: await reasonFor(io, options.reason) } : {};
      const id = await releaseNamed(session, args[0] ?? "");
      const client = await session.client();
      const answer = await act.send(client, id, { ...options, ...reason }, args);
      if (options.wait === true) {
        cli.endWith(
          await watchRelease(session, client, id, {
            until: act.until ?? "closed",
            back: answer.direction === "back",
          }),
        );
        return;
      }
      output.show(
        answer,
        () => `${answer.id}: ${answer.state === "running" ? "" : `${answer.state}: `}${answer.sentence}`,
      );
      output.next(...afterRelease(answer));
    });
  }
}

function step(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Write the number of a step: 1, 2, ...");
  return Number(text);
}
