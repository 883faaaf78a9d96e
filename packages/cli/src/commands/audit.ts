import { type AuditEvent, auditEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, groups, noun, verb } from "../command.ts";
import { parsePast } from "../input/duration.ts";
import { fetchList, type ListOptions, listOptions, showList } from "../list.ts";
import { moment } from "../output/time.ts";

interface AuditOptions extends ListOptions {
  readonly actor?: string;
  readonly verb?: string;
  readonly kind?: string;
  readonly subject?: string;
  readonly team?: string;
  readonly app?: string;
  readonly since?: string;
  readonly until?: string;
}

/** `halcyon audit`: who changed what. */
export function auditCommands(program: Command, cli: Cli): void {
  const audit = noun(program, "audit", "The record of who changed what", groups.people);
  const past = (text: string) => parsePast(text, cli.io.now());

  const list = listOptions(
    verb(audit, "list", {
      summary: "List changes, newest first",
      about: "A lead sees the rows of their teams; operators and administrators see all.",
      examples: [
        ["audit list --since 2h", "The last two hours"],
        ["audit list --verb release --app frontpage", "Everything done to the releases of an app"],
      ],
      next: "-o json shows the detail of each row.",
    }),
  )
    .option("--actor <user>", "who did it")
    .option("--verb <verb>", "what was done: release.approve, or its beginning: release")
    .option("--kind <kind>", "kind of what was changed: app, release, room, cluster, user, ...")
    .option("--subject <name>", "name or id of what was changed")
    .option("--team <team>", "what this team owns")
    .option("--app <app>", "of this app")
    .option("--since <when>", "2026-12-24T18:00, or 2h: two hours ago", past)
    .option("--until <when>", "the same", past);
  action<AuditOptions>(list, cli, async ({ session, options }) => {
    const { actor, verb: done, kind, subject, team, app, since, until } = options;
    const query = { actor, verb: done, kind, subject, team, app, since, until };
    const page = await fetchList(session, auditEndpoints.list, { query }, options);
    showList<AuditEvent>(
      session,
      page,
      [
        { title: "AT", value: (row) => moment(row.at) },
        { title: "WHO", value: (row) => row.actor.name },
        { title: "VIA", value: (row) => row.actor.via },
        { title: "WHAT", value: (row) => row.verb },
        { title: "SUBJECT", value: (row) => `${row.subject.kind} ${row.subject.name}`, flexible: true },
        { title: "TEAM", value: (row) => row.subject.team ?? "" },
        {
          title: "DETAIL",
          value: (row) => (row.detail === null ? "" : JSON.stringify(row.detail)),
          flexible: true,
        },
      ],
      { nothing: "Nothing matches." },
    );
  });
}
