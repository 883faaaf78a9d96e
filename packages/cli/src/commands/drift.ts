import {
  type DriftIgnore,
  type DriftPage,
  type DriftTarget,
  driftEndpoints,
  driftStates,
} from "@halcyon/contracts";
import type { Command } from "commander";
import { action, choice, type Cli, groups, noun, repeatable, verb } from "../command.ts";
import { parseMoment } from "../input/duration.ts";
import { reasonFor } from "../input/reason.ts";
import { fetchList, type ListOptions, listOptions, showList } from "../list.ts";
import { changedTargets, renderTargets, targetColumns } from "../output/drift.ts";
import { paintDiff } from "../output/app.ts";
import { moment } from "../output/time.ts";

interface Filter {
  readonly app?: string;
  readonly team?: string;
  readonly room?: string;
  readonly cluster?: string;
  readonly state?: DriftTarget["state"] | "all";
}

/** `halcyon drift`: where what runs is not what the running version says, and what to do about it. */
export function driftCommands(program: Command, cli: Cli): void {
  const drift = noun(program, "drift", "Where what runs is not what the running version says", groups.ship);

  const list = listOptions(
    filters(
      verb(drift, "list", {
        summary: "List the apps whose objects somebody changed, cluster by cluster",
        about:
          "A cluster that cannot be asked is unknown, never without drift. While a release owns a target, its own rule holds.",
        examples: [
          ["drift list", "Over the whole fleet"],
          ["drift list --team news --room north", "Of one team in one room"],
        ],
        next: "halcyon drift show APP",
      }),
      true,
    ),
  );
  action<ListOptions & Filter>(list, cli, async ({ session, options }) => {
    const { limit: _limit, cursor: _cursor, all: _all, ...query } = filterOf(options);
    const page: DriftPage = await fetchList(session, driftEndpoints.list, { query }, options);
    showList(session, page, targetColumns, { nothing: nothing(page) });
  });

  const show = verb(drift, "show <app>", {
    summary: "Show an app's drift field by field: wanted, live, who and when",
    examples: [
      ["drift show frontpage", "In every cluster"],
      ["drift show frontpage --cluster north-1", "In one"],
    ],
    next: "halcyon drift put-back APP, take-in APP or ignore APP.",
  }).option("--cluster <cluster>", "in this cluster only");
  action<Filter>(show, cli, async ({ session, args: [app = ""], options }) => {
    const query = { app, state: "all" as const, ...filterOf(options) };
    const page = await (await session.client()).call(driftEndpoints.list, { query });
    session.output.show(page, () =>
      renderTargets(page.items, session.output, `Nothing of ${app} runs there.`),
    );
  });

  const watch = filters(
    verb(drift, "watch", {
      summary: "Watch drift come and go, until Ctrl-C",
      about: "A line for each finding that came or went; with -o json a document per change.",
      examples: [["drift watch --team news", "Of one team's apps"]],
      next: "halcyon drift show APP",
    }),
    true,
  );
  action<Filter>(watch, cli, async ({ session, options }) => {
    const client = await session.client();
    const { io, output } = session;
    let before: readonly DriftTarget[] = [];
    const query = { ...filterOf(options) };
    for await (const page of client.stream(driftEndpoints.watch, { query }, io.signal)) {
      if (output.format !== "table") io.stdout.write(`${JSON.stringify(page)}\n`);
      else
        for (const line of changedTargets(page.items, before))
          output.line(`${moment(io.now().toISOString())} ${line}`);
      before = page.items;
    }
  });

  const putBack = verb(drift, "put-back <app>", {
    summary: "Plan a release of the running version that puts everything back",
    about:
      "An ordinary release: somebody else approves it, and it goes step by step. What it puts back in a cluster goes at once when its turn comes, " +
      "by the spec's own strategy. Objects no version has stay.",
    examples: [
      ["drift put-back frontpage --reason 'nobody meant it'", "Wherever it drifted"],
      ["drift put-back frontpage --cluster north-1 --dry-run --reason x", "What it would do in one cluster"],
    ],
    next: "halcyon release approve RELEASE, by somebody else.",
  })
    .addOption(repeatable("--cluster <cluster>", "in this cluster; wherever it drifted unless told"))
    .option("-r, --reason <text>", "why; asked for unless told")
    .option("--dry-run", "show the plan, store nothing");
  action<{ cluster?: string[]; reason?: string; dryRun?: boolean }>(
    putBack,
    cli,
    async ({ session, args: [app = ""], options }) => {
      const reason = await reasonFor(session.io, options.reason);
      const body = {
        reason,
        dryRun: options.dryRun === true,
        ...(options.cluster === undefined ? {} : { clusters: options.cluster }),
      };
      const made = await (await session.client()).call(driftEndpoints.putBack, { params: { app }, body });
      session.output.show(made, () =>
        [
          made.sentence,
          ...made.plan.warnings.map((warning) => `! ${warning}`),
          ...(made.left.length === 0 ? [] : [`Left as they are: ${made.left.join(", ")}`]),
        ].join("\n"),
      );
      if (made.release === null) return;
      session.output.next(
        [`release show ${made.release}`, "the plan"],
        [`release approve ${made.release}`, "by somebody else"],
      );
    },
  );

  takeInCommand(drift, cli);
  ignoreCommands(drift, cli);
}

function takeInCommand(drift: Command, cli: Cli): void {
  const takeIn = verb(drift, "take-in <app>", {
    summary: "Write what runs in a cluster into the spec, as a new version; moves nothing",
    about:
      "Comments and order of the spec stay. What the spec has no word for becomes a patch with your reason; what neither can say is refused. " +
      "Of an app in several clusters it is said for this one only, unless --everywhere.",
    examples: [
      [
        "drift take-in frontpage --cluster north-1 --reason 'it fixed the leak'",
        "Everything that is not ignored there",
      ],
      [
        "drift take-in frontpage --cluster north-1 --finding Deployment/frontpage:spec.replicas --reason peak --dry-run",
        "One finding, only shown",
      ],
    ],
    next: "halcyon app compare APP FROM TO",
  })
    .requiredOption("--cluster <cluster>", "where it runs")
    .addOption(repeatable("--finding <id>", "this finding, as drift show names it; every one unless told"))
    .option("--everywhere", "say it for every cluster of the app")
    .option("-r, --reason <text>", "why; asked for unless told")
    .option("--dry-run", "show what would be written, store nothing");
  action<{ cluster: string; finding?: string[]; everywhere?: boolean; reason?: string; dryRun?: boolean }>(
    takeIn,
    cli,
    async ({ session, args: [app = ""], options }) => {
      const reason = await reasonFor(session.io, options.reason);
      const body = {
        cluster: options.cluster,
        reason,
        everywhere: options.everywhere === true,
        dryRun: options.dryRun === true,
        ...(options.finding === undefined ? {} : { findings: options.finding }),
      };
      const made = await (await session.client()).call(driftEndpoints.takeIn, { params: { app }, body });
      session.output.show(made, () =>
        [
          paintDiff(made.diff, session.output.paint),
          made.sentence,
          ...(made.elsewhere.length === 0
            ? []
            : [`The next release changes ${made.elsewhere.join(", ")} as well.`]),
          ...(made.left.length === 0 ? [] : [`Still different: ${made.left.join(", ")}`]),
        ].join("\n"),
      );
    },
  );
}

function ignoreCommands(drift: Command, cli: Cli): void {
  const ignore = verb(drift, "ignore <app>", {
    summary: "Ignore an app's drift until a moment, with a reason; it comes back by itself",
    examples: [
      [
        "drift ignore frontpage --object Deployment/frontpage --field spec.replicas --until +4h --reason 'live event'",
        "One field, and what lies under it",
      ],
      [
        "drift ignore frontpage --cluster north-1 --until +1d --reason 'the room is being rebuilt'",
        "One cluster",
      ],
    ],
    next: "halcyon drift ignored",
  })
    .option("--cluster <cluster>", "in this cluster; everywhere unless told")
    .option("--object <object>", "Deployment/web; every object unless told")
    .option("--field <field>", "spec.replicas, and what lies under it; every field unless told")
    .requiredOption("--until <when>", "2026-12-27T08:00 or +4h", (text) => parseMoment(text, cli.io.now()))
    .option("-r, --reason <text>", "why; asked for unless told");
  action<{ cluster?: string; object?: string; field?: string; until: string; reason?: string }>(
    ignore,
    cli,
    async ({ session, args: [app = ""], options: { cluster, object, field, until, reason: given } }) => {
      const reason = await reasonFor(session.io, given);
      const body = {
        until,
        reason,
        ...(cluster === undefined ? {} : { cluster }),
        ...(object === undefined ? {} : { object }),
        ...(field === undefined ? {} : { field }),
      };
      const made = await (await session.client()).call(driftEndpoints.ignore, { params: { app }, body });
      session.output.show(made, () => `${whatOf(made)} of ${app} is ignored until ${moment(made.until)}.`);
      session.output.next([`drift stop-ignoring ${app} ${made.id}`, "end it early"]);
    },
  );

  const ignored = listOptions(
    verb(drift, "ignored", {
      summary: "List what is ignored now, until when and why",
      examples: [["drift ignored --app frontpage", "Of one app"]],
      next: "halcyon drift stop-ignoring APP ID",
    }).option("--app <app>", "of this app only"),
  );
  action<ListOptions & { app?: string }>(ignored, cli, async ({ session, options }) => {
    const { app } = options;
    const page = await fetchList(session, driftEndpoints.ignored, { query: { app } }, options);
    showList<DriftIgnore>(
      session,
      page,
      [
        { title: "ID", value: (row) => row.id },
        { title: "APP", value: (row) => row.app },
        { title: "CLUSTER", value: (row) => row.cluster ?? "every" },
        { title: "WHAT", value: whatOf, flexible: true },
        { title: "UNTIL", value: (row) => moment(row.until) },
        { title: "BY", value: (row) => row.createdBy },
        { title: "REASON", value: (row) => row.reason, flexible: true },
      ],
      { nothing: "Nothing is ignored." },
    );
  });

  const stop = verb(drift, "stop-ignoring <app> <id>", {
    summary: "End a decision to ignore drift before its time",
    examples: [
      ["drift stop-ignoring frontpage 0199c1de-0000-7000-8000-000000000000", "The id is in: drift ignored"],
    ],
    next: "halcyon drift show APP",
  });
  action(stop, cli, async ({ session, args: [app = "", id = ""] }) => {
    const params = { app, ignore: id };
    const ended = await (await session.client()).call(driftEndpoints.stopIgnoring, { params });
    session.output.show(ended, () => "It is ignored no longer.");
  });
}

function filters(command: Command, withState: boolean): Command {
  command
    .option("--app <app>", "of this app only")
    .option("--team <team>", "of this team's apps only")
    .option("--room <room>", "in this room only")
    .option("--cluster <cluster>", "in this cluster only");
  return withState
    ? command.addOption(choice("--state <state>", "in this state only", [...driftStates, "all"]))
    : command;
}

/** What was given, for the query. */
function filterOf<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

function nothing({ counts }: DriftPage): string {
  const looked = counts.same + counts.drifted + counts.unknown + counts.releasing;
  return looked === 0
    ? "Nothing that Halcyon released runs there."
    : `No drift: ${counts.same} of ${looked} places are as their versions say.`;
}

function whatOf({ object, field }: DriftIgnore): string {
  return [object ?? "every object", ...(field === null ? [] : [field])].join(" ");
}
