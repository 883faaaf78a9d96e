import { type Change, changeEndpoints, type GitStatus } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, groups, noun, verb } from "../command.ts";
import { parsePast } from "../input/duration.ts";
import { fetchList, type ListOptions, listOptions, showList } from "../list.ts";
import { listed } from "../output/amounts.ts";
import { facts } from "../output/table.ts";
import { moment } from "../output/time.ts";

interface ListFilters extends ListOptions {
  readonly app?: string;
  readonly team?: string;
  readonly cluster?: string;
  readonly room?: string;
  readonly by?: string;
  readonly kind?: string;
  readonly since?: string;
  readonly until?: string;
  readonly text?: string;
}

/** `halcyon changes`: which change touched what, when, by whom, why. */
export function changesCommands(program: Command, cli: Cli): void {
  const changes = noun(program, "changes", "The timeline of every change, and the way back", groups.ship);
  const past = (text: string) => parsePast(text, cli.io.now());

  const list = listOptions(
    verb(
      changes,
      "list",
      {
        summary: "List changes of apps and configuration, newest first",
        about: "Each person sees the changes of what they may see.",
        examples: [
          ["changes --since 1h", "What changed in the last hour"],
          ["changes --room north --since 2h", "What reaches a room"],
          ["changes --app frontpage --text 'timeout'", "An app's changes that speak of a timeout"],
        ],
        next: "halcyon audit list tells of looking and signing in, too.",
      },
      { isDefault: true },
    ),
  )
    .option("--app <app>", "of this app")
    .option("--team <team>", "of what this team owns")
    .option("--cluster <cluster>", "that reach this cluster")
    .option("--room <room>", "that reach this room")
    .option("--by <user>", "made by this person")
    .option("--kind <kind>", "of: app, base, release, freeze, cluster, room, user, team")
    .option("--since <when>", "2026-12-24T18:00, or 2h: two hours ago", past)
    .option("--until <when>", "the same", past)
    .option("--text <words>", "words of the name, the message, the person or the act");
  action<ListFilters>(list, cli, async ({ session, options }) => {
    const { app, team, cluster, room, by, kind, since, until, text } = options;
    const query = { app, team, cluster, room, by, kind, since, until, text };
    const page = await fetchList(session, changeEndpoints.list, { query }, options);
    showList<Change>(session, page, columns, { nothing: "Nothing was changed that matches." });
  });

  const git = verb(changes, "git", {
    summary: "Say how far the export of versions to Git is",
    about:
      "Every version is a commit: by its author, with spec and manifests. PostgreSQL decides, Git shows.",
    examples: [["changes git", "The tip, what waits, and the remote"]],
    next: "git clone the address it shows; kubectl apply -R -f clusters/CLUSTER rebuilds a cluster's objects.",
  });
  action(git, cli, async ({ session }) => {
    const status = await (await session.client()).call(changeEndpoints.git, {});
    session.output.show(status, () => renderGit(status));
  });
}

function renderGit({ remote, ...status }: GitStatus): string {
  return facts([
    ["git", status.sentence],
    ["clone", status.clone ?? ""],
    ["tip", status.commit === null ? "" : `${status.commit} (${moment(status.exportedAt ?? "")})`],
    ["waiting", status.waiting === 0 ? "" : `${status.waiting}, since ${moment(status.waitingSince ?? "")}`],
    ...(remote === null
      ? ([["remote", "none is configured (HALCYON_GIT_REMOTE)"]] as const)
      : ([
          [
            "remote",
            `${remote.url}, ${remote.branch}: ${remote.state}${remote.since === null ? "" : ` since ${moment(remote.since)}`}`,
          ],
          ["pushed", remote.pushedAt === null ? "never" : moment(remote.pushedAt)],
          ["reason", remote.reason],
        ] as const)),
  ]);
}

const columns = [
  { title: "AT", value: (row: Change) => moment(row.at) },
  { title: "BY", value: (row: Change) => row.by.name },
  { title: "WHAT", value: (row: Change) => row.verb },
  { title: "OF", value: nameOf, flexible: true },
  { title: "REACHES", value: (row: Change) => listed(row.clusters), flexible: true },
  { title: "WHY", value: (row: Change) => row.message, flexible: true },
  { title: "ID", value: (row: Change) => row.id },
];

/** `frontpage v12`, `release frontpage-3`, `freeze all`. */
function nameOf({ kind, subject, version }: Change): string {
  const name = kind === "app" || kind === "base" ? subject : `${kind} ${subject}`;
  return version === null || kind === "release" ? name : `${name} v${version}`;
}
