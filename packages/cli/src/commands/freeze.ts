import { releaseEndpoints } from "@halcyon/contracts";
import { type Command, InvalidArgumentError } from "commander";
import { action, type Cli, groups, noun, verb } from "../command.ts";
import { usageError } from "../errors.ts";
import { parseMoment } from "../input/duration.ts";
import { reasonFor } from "../input/reason.ts";
import { fetchList, type ListOptions, listOptions, showList } from "../list.ts";
import { moment } from "../output/time.ts";

interface CreateOptions {
  readonly app?: string;
  readonly team?: string;
  readonly everything?: boolean;
  readonly from?: string;
  readonly until: string;
  readonly reason?: string;
}

/** `halcyon freeze`: times in which nothing may be changed. */
export function freezeCommands(program: Command, cli: Cli): void {
  const freeze = noun(program, "freeze", "Freezes: times in which nothing may be released", groups.ship);
  const at = (text: string) => parseMoment(text, cli.io.now());

  const list = listOptions(
    verb(freeze, "list", {
      summary: "List the freezes in force and to come",
      examples: [["freeze list", "What must not be changed now, or soon"]],
      next: "halcyon freeze end ID ends one early.",
    }),
  );
  action<ListOptions>(list, cli, async ({ session, options }) => {
    const page = await fetchList(session, releaseEndpoints.freezes, {}, options);
    showList(
      session,
      page,
      [
        { title: "ID", value: (row) => row.id },
        {
          title: "OF",
          value: (row) => (row.scope === "all" ? "everything" : `${row.scope} ${row.name ?? ""}`),
        },
        { title: "FROM", value: (row) => moment(row.from) },
        { title: "UNTIL", value: (row) => moment(row.until) },
        { title: "BY", value: (row) => row.createdBy },
        { title: "REASON", value: (row) => row.reason, flexible: true },
      ],
      { nothing: "Nothing is frozen." },
    );
  });

  const create = verb(freeze, "create", {
    summary: "Forbid releases for a while; a rollback stays possible, with a reason",
    examples: [
      ["freeze create --everything --until 2026-12-27T08:00 --reason holidays", "All apps"],
      [
        "freeze create --app frontpage --from +1h --until +4h --reason 'live event'",
        "One app, from in an hour on",
      ],
    ],
    next: "halcyon freeze end ID ends it early.",
  })
    .option("--app <app>", "of one app")
    .option("--team <team>", "of one team's apps")
    .option("--everything", "of all apps")
    .option("--from <when>", "2026-12-24T18:00 or +1h; now unless told", at)
    .requiredOption("--until <when>", "2026-12-27T08:00 or +4h", at)
    .option("-r, --reason <text>", "why; asked for unless told");
  action<CreateOptions>(
    create,
    cli,
    async ({ session, options: { app, team, everything, from, until, reason: given } }) => {
      const chosen = [app, team, everything].filter((value) => value !== undefined);
      if (chosen.length !== 1)
        throw usageError("Freeze what?", "Add one of --app APP, --team TEAM, --everything.");
      if (from !== undefined && from >= until)
        throw new InvalidArgumentError("The freeze would end before it begins.");
      const reason = await reasonFor(session.io, given);
      const name = app ?? team;
      const scope = app !== undefined ? "app" : team !== undefined ? "team" : "all";
      const body = {
        scope,
        until,
        reason,
        ...(name === undefined ? {} : { name }),
        ...(from === undefined ? {} : { from }),
      } as const;
      const made = await (await session.client()).call(releaseEndpoints.freeze, { body });
      session.output.show(
        made,
        () => `${name ?? "Everything"} is frozen from ${moment(made.from)} until ${moment(made.until)}.`,
      );
      session.output.next([`freeze end ${made.id}`, "end it early"]);
    },
  );

  const end = verb(freeze, "end <id>", {
    summary: "End a freeze now",
    examples: [["freeze end 0199c1de-0000-7000-8000-000000000000", "The id is in: halcyon freeze list"]],
    next: "halcyon release list --open shows what may go on.",
  }).alias("remove");
  action(end, cli, async ({ session, args: [id = ""] }) => {
    const ended = await (await session.client()).call(releaseEndpoints.thaw, { params: { freeze: id } });
    session.output.show(ended, () => "The freeze is ended.");
  });
}
