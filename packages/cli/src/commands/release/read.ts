import { writeFile } from "node:fs/promises";
import {
  type Release,
  type ReleaseInstance,
  releaseEndpoints,
  releaseStates,
  type TimelineEntry,
} from "@halcyon/contracts";
import type { Command } from "commander";
import { stringify } from "yaml";
import { action, choice, type Cli, verb } from "../../command.ts";
import { localError } from "../../errors.ts";
import { fetchList, type ListOptions, listOptions, positive, showList } from "../../list.ts";
import { counted, listed } from "../../output/amounts.ts";
import { renderBoard } from "../../output/board.ts";
import { renderTargetDiffs } from "../../output/diff.ts";
import { renderPlan, renderReleaseHead } from "../../output/plan.ts";
import { age, moment } from "../../output/time.ts";
import { afterRelease } from "../../release-next.ts";
import { releaseNamed } from "../../release-reference.ts";

interface FilterOptions extends ListOptions {
  readonly app?: string;
  readonly team?: string;
  readonly state?: Release["state"];
  readonly open?: boolean;
}

/** Verbs that only look: list, show, diff, instances, timeline. */
export function releaseReadCommands(release: Command, cli: Cli): void {
  const list = listOptions(
    verb(release, "list", {
      summary: "List releases, newest first",
      examples: [
        ["release list --open", "What is under way or waits for somebody"],
        ["release list --app frontpage -o json", "The history of an app"],
      ],
      next: "halcyon release show RELEASE",
    }),
  )
    .option("--app <app>", "of this app only")
    .option("--team <team>", "of this team only")
    .option("--open", "only those not closed")
    .addOption(choice("--state <state>", "only those in a state", releaseStates));
  action<FilterOptions>(list, cli, async ({ session, options }) => {
    const { app, team, state, open } = options;
    const query = { app, team, state, open: open === true ? "true" : undefined };
    const page = await fetchList(session, releaseEndpoints.list, { query }, options);
    showList<Release>(
      session,
      page,
      [
        { title: "RELEASE", value: (row) => row.id },
        { title: "STATE", value: (row) => row.state },
        { title: "STEP", value: (row) => `${row.position}/${row.steps}`, right: true },
        { title: "READY", value: (row) => `${row.instances.newReady}/${row.plan.total}`, right: true },
        { title: "IMAGE", value: (row) => listed(row.plan.images.to), flexible: true },
        { title: "AUTHOR", value: (row) => row.author },
        { title: "AGE", value: (row) => age(row.createdAt, session.io.now()) },
        {
          title: "WAITS FOR",
          value: (row) => (row.closedAt === null ? row.waiting.reason : ""),
          flexible: true,
        },
      ],
      { nothing: "There is no such release: halcyon release create APP plans one." },
    );
  });

  const show = verb(release, "show <release>", {
    summary: "Show a release: its plan, where it stands, what it waits for",
    examples: [["release show frontpage-3", "By its id, or by its app while only one is open"]],
    next: "halcyon release watch RELEASE shows it live.",
  });
  action(show, cli, async ({ session, args: [name = ""] }) => {
    const { output } = session;
    const params = { release: await releaseNamed(session, name) };
    const found = await (await session.client()).call(releaseEndpoints.get, { params });
    output.show(found, () => {
      const parts = [renderReleaseHead(found), renderPlan(found.plan, output)];
      const skipped = found.skipped.map(
        ({ target, reason, by }) => `${target} is skipped by ${by}: ${reason}`,
      );
      if (skipped.length > 0) parts.push(skipped.join("\n"));
      return [...parts, renderBoard(found, { paint: output.paint, width: output.width })].join("\n\n");
    });
    output.next(...afterRelease(found));
  });

  const diff = verb(release, "diff <release>", {
    summary: "Compare the rendered manifests of both versions, per target",
    examples: [["release diff frontpage-3", "Targets with the same changes are shown together"]],
    next: "halcyon release approve RELEASE, if you are a lead and not its author.",
  });
  action(diff, cli, async ({ session, args: [name = ""] }) => {
    const params = { release: await releaseNamed(session, name) };
    const answer = await (await session.client()).call(releaseEndpoints.diff, { params });
    session.output.show(answer, () => renderTargetDiffs(answer.items, { paint: session.output.paint }));
  });

  const instances = verb(release, "instances <release>", {
    summary: "List the new instances of each step with their IPs, for testers",
    examples: [["release instances frontpage-3 --step 1", "Those of the first step"]],
    next: "halcyon release next RELEASE, when the testers are content.",
  }).option("--step <n>", "of this step only", positive);
  action<{ step?: number }>(instances, cli, async ({ session, args: [name = ""], options }) => {
    const { output } = session;
    const params = { release: await releaseNamed(session, name) };
    const answer = await (await session.client()).call(releaseEndpoints.instances, {
      params,
      query: { step: options.step },
    });
    output.show(answer, () =>
      answer.items.length === 0
        ? "No new instance yet."
        : output.table<ReleaseInstance>(answer.items, instanceColumns),
    );
    for (const cluster of answer.unreachable)
      output.note(`! ${cluster} cannot be reached: its instances are missing here`);
  });

  timelineCommand(release, cli);
}

const instanceColumns = [
  { title: "STEP", value: (row: ReleaseInstance) => String(row.step), right: true },
  { title: "ROOM", value: (row: ReleaseInstance) => row.room },
  { title: "TARGET", value: (row: ReleaseInstance) => row.target },
  { title: "NAME", value: (row: ReleaseInstance) => row.name, flexible: true },
  { title: "IP", value: (row: ReleaseInstance) => row.ip ?? "" },
  { title: "READY", value: (row: ReleaseInstance) => (row.ready ? "yes" : "no") },
  { title: "STATUS", value: (row: ReleaseInstance) => row.reason ?? row.phase },
  { title: "NODE", value: (row: ReleaseInstance) => row.node ?? "", flexible: true },
];

function timelineCommand(release: Command, cli: Cli): void {
  const timeline = listOptions(
    verb(release, "timeline <release>", {
      summary: "Show who did what, when, to which instances",
      examples: [
        ["release timeline frontpage-3", "From its plan to now"],
        [
          "release timeline frontpage-3 --export frontpage-3.json",
          "All of it into a file; .yaml and .csv too",
        ],
      ],
      next: "halcyon audit list --kind release --subject RELEASE has the requests behind it.",
    }),
  ).option("--export <file>", "write all of it to a file: .json, .yaml or .csv");
  action<ListOptions & { export?: string }>(
    timeline,
    cli,
    async ({ session, args: [name = ""], options }) => {
      const params = { release: await releaseNamed(session, name) };
      const all = options.export === undefined ? options : { all: true };
      const page = await fetchList(session, releaseEndpoints.timeline, { params }, all);
      if (options.export === undefined) {
        showList<TimelineEntry>(session, page, timelineColumns, { nothing: "Nothing has happened yet." });
        return;
      }
      await exportTo(options.export, page.items);
      session.output.note(
        `${counted(page.items.length, "entry").replace(/entrys$/, "entries")} written to ${options.export}.`,
      );
    },
  );
}

const timelineColumns = [
  { title: "AT", value: (row: TimelineEntry) => moment(row.at) },
  { title: "WHO", value: (row: TimelineEntry) => row.actor },
  { title: "WHAT", value: (row: TimelineEntry) => row.kind },
  { title: "STEP", value: (row: TimelineEntry) => String(row.step ?? ""), right: true },
  { title: "TARGET", value: (row: TimelineEntry) => row.target ?? "" },
  { title: "TEXT", value: (row: TimelineEntry) => row.text, flexible: true },
  { title: "INSTANCES", value: (row: TimelineEntry) => listed(row.instances), flexible: true },
];

async function exportTo(file: string, entries: readonly TimelineEntry[]): Promise<void> {
  try {
    await writeFile(file, exported(file, entries));
  } catch (error) {
    throw localError(
      "The timeline cannot be written",
      (error as Error).message,
      "Choose another file.",
      error,
    );
  }
}

function exported(file: string, entries: readonly TimelineEntry[]): string {
  if (/\.ya?ml$/.test(file)) return stringify({ items: entries, next: null });
  if (!file.endsWith(".csv")) return `${JSON.stringify({ items: entries, next: null }, null, 2)}\n`;
  const quoted = (value: string) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const rows = entries.map(({ seq, at, actor, kind, step, target, text, instances }) =>
    [String(seq), at, actor, kind, String(step ?? ""), target ?? "", text, instances.join(" ")]
      .map(quoted)
      .join(","),
  );
  return ["seq,at,actor,kind,step,target,text,instances", ...rows, ""].join("\n");
}
