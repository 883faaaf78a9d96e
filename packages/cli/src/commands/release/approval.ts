import { type Release, releaseEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, verb } from "../../command.ts";
import { CliError, exitCodes } from "../../errors.ts";
import { confirm } from "../../input/ask.ts";
import { reasonFor } from "../../input/reason.ts";
import { type TargetDiff, renderTargetDiffs } from "../../output/diff.ts";
import { renderPlan, renderReleaseHead } from "../../output/plan.ts";
import { afterRelease } from "../../release-next.ts";
import { releaseNamed } from "../../release-reference.ts";
import type { Session } from "../../session.ts";

interface ApproveOptions {
  readonly yes?: boolean;
  readonly hash?: string;
  readonly comment?: string;
}

/** `halcyon release approve` and `reject`. */
export function releaseApprovalCommands(release: Command, cli: Cli): void {
  const approve = verb(release, "approve <release>", {
    summary: "See exactly what a release does, and approve that",
    about:
      "The approval is bound to what was shown: images, manifests, targets, steps, gates, floors. If any of it changes, the approval is void. Nobody " +
      "approves their own release. Approving moves nothing: the first next does.",
    examples: [
      ["release approve frontpage-3", "Shows the plan and asks"],
      [
        "release approve frontpage-3 --yes --hash sha256:...",
        "For a script: only if it is still what was reviewed",
      ],
    ],
    next: "Its author, or anybody of the team: halcyon release next RELEASE.",
  })
    .option("-y, --yes", "do not ask")
    .option("--hash <hash>", "refuse unless this is the hash of what would be approved")
    .option("--comment <text>", "a word to the record");
  action<ApproveOptions>(approve, cli, ({ session, args: [name = ""], options }) =>
    approveRelease(session, name, options),
  );

  const reject = verb(release, "reject <release>", {
    summary: "Decline a plan, with a reason",
    examples: [["release reject frontpage-3 --reason 'not on a Friday'", "Its author plans another"]],
    next: "Its author plans another: halcyon release create APP.",
  }).option("-r, --reason <text>", "why; asked for unless told");
  action<{ reason?: string }>(reject, cli, async ({ session, args: [name = ""], options }) => {
    const reason = await reasonFor(session.io, options.reason);
    const id = await releaseNamed(session, name);
    const rejected = await (await session.client()).call(releaseEndpoints.reject, {
      params: { release: id },
      body: { reason },
    });
    session.output.show(rejected, () => `${rejected.id} is rejected: ${reason}`);
  });
}

async function approveRelease(session: Session, name: string, options: ApproveOptions): Promise<void> {
  const { output, io } = session;
  const client = await session.client();
  const params = { release: await releaseNamed(session, name) };
  const shown = await client.call(releaseEndpoints.get, { params });
  if (options.hash !== undefined && options.hash !== shown.hash) throw changed(shown, options.hash);
  if (output.format === "table") {
    const { items } = await client.call(releaseEndpoints.diff, { params });
    output.line(review(shown, items, session));
  }
  if (!shown.may.includes("approve")) throw notYours(shown);
  const question = `Approve ${shown.id}, by ${shown.author}, exactly as shown?`;
  if (!(await confirm(io, question, options.yes === true))) {
    output.note("Nothing was approved.");
    return;
  }
  const body = { hash: shown.hash, ...(options.comment === undefined ? {} : { comment: options.comment }) };
  const approved = await client.call(releaseEndpoints.approve, { params, body });
  output.show(approved, () => `\n${approved.id} is approved. Nothing has moved.`);
  output.next(...afterRelease(approved));
}

function review(release: Release, diffs: readonly TargetDiff[], { output }: Session): string {
  return [
    renderReleaseHead(release),
    renderPlan(release.plan, output),
    renderTargetDiffs(diffs, {
      paint: output.paint,
      longest: 60,
      more: `halcyon release diff ${release.id}`,
    }),
  ].join("\n\n");
}

/** Said before asking, so that nobody is asked for what would be refused. */
function notYours({ id, state, author, team }: Release): CliError {
  if (state !== "planned") {
    return new CliError({
      exitCode: exitCodes.conflict,
      title: "Nothing to approve",
      detail: `${id} is ${state}.`,
      hint: `halcyon release show ${id} tells where it stands.`,
    });
  }
  return new CliError({
    exitCode: exitCodes.denied,
    title: "Not yours to approve",
    detail: `A lead of team ${team} other than ${author}, its author, approves ${id}.`,
    hint: "Nothing was approved.",
  });
}

function changed(shown: Release, hash: string): CliError {
  return new CliError({
    exitCode: exitCodes.conflict,
    title: "Not what was reviewed",
    detail: `${shown.id} has the hash ${shown.hash} now, not ${hash}.`,
    hint: `Review it again: halcyon release approve ${shown.id}. Nothing was approved.`,
  });
}
