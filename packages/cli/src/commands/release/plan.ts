import { type Gate, releaseEndpoints, type StepsInput } from "@halcyon/contracts";
import { type Command, InvalidArgumentError, Option } from "commander";
import { action, choice, type Cli, type Teaching, verb } from "../../command.ts";
import { usageError } from "../../errors.ts";
import { parseDuration } from "../../input/duration.ts";
import { parseGate } from "../../input/gates.ts";
import { parseSteps } from "../../input/steps.ts";
import { positive } from "../../list.ts";
import { renderPlan, renderReleaseHead } from "../../output/plan.ts";
import { afterRelease } from "../../release-next.ts";
import { releaseNamed } from "../../release-reference.ts";

interface PlanOptions {
  readonly image?: string;
  readonly version?: number;
  readonly steps?: StepsInput;
  readonly order?: "rooms" | "across";
  readonly finishOrder?: "at-once" | "in-order";
  readonly gate?: readonly Gate[];
  readonly stepTimeLimit?: number;
  readonly expires?: number;
  readonly message?: string;
  readonly dryRun?: boolean;
}

const creating: Teaching = {
  summary: "Plan a release; nothing moves until it is approved and started",
  about:
    "Without --image or --version the app's latest version is released. Steps count new instances over all targets. Operations set the largest step an " +
    "app may use; you may choose smaller ones. Gates stand between steps; without any, each step waits for a person.",
  examples: [
    ["release create frontpage --image registry.demo/frontpage:2 --dry-run", "See the plan, store nothing"],
    [
      "release create frontpage --steps 1,2,2,2,3 --order across --message 'new header'",
      "Steps by size, over all rooms at once",
    ],
    [
      "release create frontpage --steps 10%,50%,100% --gate manual@1 --gate wait:10m --gate 'cel:new.restarts == 0'",
      "Gates: a person after step 1, then ten minutes and no restarts",
    ],
  ],
  next: "A lead other than you: halcyon release approve RELEASE. Then: halcyon release next RELEASE.",
};

/** `halcyon release create` (alias `plan`) and `edit`. */
export function releasePlanCommands(release: Command, cli: Cli): void {
  const create = planOptions(verb(release, "create <app>", creating).alias("plan")).option(
    "--dry-run",
    "show the plan, store nothing",
  );
  action<PlanOptions>(create, cli, async ({ session, args: [app = ""], options }) => {
    const { output } = session;
    const body = { app, dryRun: options.dryRun === true, ...planBody(options) };
    const answer = await (await session.client()).call(releaseEndpoints.create, { body });
    const { release: made, plan } = answer;
    output.show(answer, () =>
      made === null ? renderPlan(plan, output) : `${renderReleaseHead(made)}\n\n${renderPlan(plan, output)}`,
    );
    if (made === null) output.note("\nNothing is stored: this was a dry run.");
    else output.next(...afterRelease(made));
  });

  const edit = planOptions(
    verb(release, "edit <release>", {
      summary: "Change a plan that has not started; this voids its approval",
      examples: [["release edit frontpage-3 --steps 1,4", "Other steps; what is not named stays"]],
      next: "halcyon release approve RELEASE, by a lead other than you.",
    }),
  );
  action<PlanOptions>(edit, cli, async ({ session, args: [name = ""], options }) => {
    const { output } = session;
    const body = planBody(options);
    if (Object.keys(body).length === 0)
      throw usageError(
        "Nothing to change is given.",
        "Add --steps, --gate, --order, --image or another option.",
      );
    const id = await releaseNamed(session, name);
    const changed = await (await session.client()).call(releaseEndpoints.edit, {
      params: { release: id },
      body,
    });
    output.show(changed, () => `${renderReleaseHead(changed)}\n\n${renderPlan(changed.plan, output)}`);
    output.next(...afterRelease(changed));
  });
}

function planOptions(command: Command): Command {
  return command
    .option("--image <image>", "release the app as it is, with this image")
    .option("--version <n>", "release this version of the app; the latest unless told", positive)
    .option(
      "--steps <steps>",
      'one size "1", sizes "1,2,2,2,3" (the last repeats), or percentages "10%,50%,100%"',
      parseSteps,
    )
    .addOption(choice("--order <order>", "rooms in order, or every step across all", ["rooms", "across"]))
    .addOption(choice("--finish-order <order>", "how finish goes over the targets", ["at-once", "in-order"]))
    .addOption(
      new Option(
        "--gate <gate>",
        "manual, wait:5m, http:URL or cel:EXPR; @2 behind it: after step 2 only (repeatable)",
      ).argParser((value: string, before: Gate[] | undefined) => [...(before ?? []), parseGate(value)]),
    )
    .option(
      "--step-time-limit <time>",
      "how long a step may take to become Ready: 90s, 10m (default: 10m)",
      (text) => parseDuration(text, "s"),
    )
    .option("--expires <time>", "how long an approval is good for: 24h, 3d (default: 3d)", wholeHours)
    .option("-m, --message <text>", "what it is and why, for whoever approves");
}

function wholeHours(text: string): number {
  const hours = parseDuration(text, "h") / 3_600;
  if (!Number.isInteger(hours)) throw new InvalidArgumentError("Write whole hours or days: 24h, 3d.");
  return hours;
}

function planBody({
  image,
  version,
  steps,
  order,
  finishOrder,
  gate,
  stepTimeLimit,
  expires,
  message,
}: PlanOptions) {
  if (image !== undefined && version !== undefined) {
    throw usageError(
      "--image and --version exclude each other.",
      "An image makes a new version; a version has its image.",
    );
  }
  return {
    ...(image === undefined ? {} : { image }),
    ...(version === undefined ? {} : { version }),
    ...(steps === undefined ? {} : { steps }),
    ...(order === undefined ? {} : { order }),
    ...(finishOrder === undefined ? {} : { finishOrder }),
    ...(gate === undefined ? {} : { gates: [...gate] }),
    ...(stepTimeLimit === undefined ? {} : { stepTimeLimitSeconds: Math.round(stepTimeLimit) }),
    ...(expires === undefined ? {} : { expiresInHours: expires }),
    ...(message === undefined ? {} : { message }),
  };
}
