import { type Change, type ChangeDetail, changeEndpoints, type GitStatus } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, groups, noun, verb } from "../command.ts";
import { confirm } from "../input/ask.ts";
import { parsePast } from "../input/duration.ts";
import { fetchList, type ListOptions, listOptions, showList } from "../list.ts";
import { listed } from "../output/amounts.ts";
import { sourceWords } from "../output/app.ts";
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

interface UndoOptions {
  readonly message?: string;
  readonly over?: boolean;
  readonly yes?: boolean;
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
        next: "halcyon changes show ID says what it changed; halcyon changes undo ID takes it back.",
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

  const show = verb(changes, "show <id>", {
    summary: "Show a change: what it changed, and what would take it back",
    examples: [["changes show 0199c1de-0000-7000-8000-000000000000", "The id is in: halcyon changes"]],
    next: "halcyon changes undo ID takes it back.",
  });
  action(show, cli, async ({ session, args: [id = ""] }) => {
    const found = await (await session.client()).call(changeEndpoints.get, { params: { change: id } });
    session.output.show(found, () => renderChange(found));
  });

  const undo = verb(changes, "undo <id>", {
    summary: "Take a change back: the opposite is made, the way any such change is made",
    about:
      "Shows what it would change and asks. A version before is stored again as a new version; it runs once released.",
    examples: [
      ["changes undo 0199c1de-0000-7000-8000-000000000000", "The id is in: halcyon changes"],
      ["changes undo 0199c1de-0000-7000-8000-000000000000 --yes -m 'too many timeouts'", "In a script"],
    ],
    next: "halcyon release create APP brings a restored version to where it runs.",
  })
    .option("-m, --message <text>", "why")
    .option("--over", "though later changes lie over it")
    .option("-y, --yes", "do not ask");
  action<UndoOptions>(undo, cli, async ({ session, args: [id = ""], options }) => {
    const { message, over = false, yes = false } = options;
    if (!yes && session.io.stdin.isTTY !== true) await confirm(session.io, "Take it back?", yes);
    const client = await session.client();
    const params = { change: id };
    if (!yes) {
      const found = await client.call(changeEndpoints.get, { params });
      session.output.note(renderUndo(found));
      // Without an opposite the server says so, with the code that scripts know.
      if (found.undo.sentence !== "" && !(await confirm(session.io, "Take it back?", yes))) {
        session.output.note("Nothing was done.");
        return;
      }
    }
    const body = { over, ...(message === undefined ? {} : { message }) };
    const done = await client.call(changeEndpoints.undo, { params, body });
    session.output.show(done, () => `Done: ${done.sentence}.`);
    if (done.next !== null) session.output.next([done.next.replace(/^halcyon /, ""), "go on from here"]);
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

function renderChange(found: ChangeDetail): string {
  const about = facts([
    ["change", found.id],
    ["what", `${found.verb} ${nameOf(found)}`],
    ["by", `${found.by.displayName} (${found.by.name}), ${moment(found.at)}`],
    ["why", found.message],
    ["reaches", listed(found.clusters)],
    ["imported from", found.source === null ? "" : `${sourceWords(found.source)} (${found.source.commit})`],
    ["undoes", found.undoes ?? ""],
    ["undo", found.undo.possible ? found.undo.sentence : found.undo.reason],
  ]);
  return found.diff === "" ? about : `${about}\n\n${found.diff.trimEnd()}`;
}

function renderUndo({ undo }: ChangeDetail): string {
  if (undo.sentence === "") return undo.reason;
  return [`It ${undo.sentence}.`, undo.reason, undo.diff.trimEnd()]
    .filter((part) => part !== "")
    .join("\n\n");
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
