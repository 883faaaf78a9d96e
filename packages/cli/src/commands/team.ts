import { accessEndpoints, type Team } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, groups, noun, verb } from "../command.ts";
import { confirm } from "../input/ask.ts";
import { fetchList, type ListOptions, listOptions, showList } from "../list.ts";
import { listed } from "../output/amounts.ts";
import { facts } from "../output/table.ts";
import { moment } from "../output/time.ts";

const members = (team: Team) => listed(team.members.map(({ user, role }) => `${user} (${role})`));

/** `halcyon team`: who owns apps. */
export function teamCommands(program: Command, cli: Cli): void {
  const team = noun(program, "team", "Teams: they own apps", groups.people);

  const list = listOptions(
    verb(team, "list", {
      summary: "List teams with their members",
      examples: [["team list", "All"]],
      next: "halcyon team show TEAM",
    }),
  );
  action<ListOptions>(list, cli, async ({ session, options }) => {
    const page = await fetchList(session, accessEndpoints.listTeams, {}, options);
    showList<Team>(
      session,
      page,
      [
        { title: "NAME", value: (row) => row.name },
        { title: "DISPLAY NAME", value: (row) => row.displayName },
        { title: "MEMBERS", value: members, flexible: true },
      ],
      { nothing: "There is no team yet: halcyon team create NAME" },
    );
  });

  const show = verb(team, "show <team>", {
    summary: "Show a team",
    examples: [["team show news", "Its members and their roles"]],
    next: "halcyon app list --team TEAM shows what it owns.",
  });
  action(show, cli, async ({ session, args: [name = ""] }) => {
    const found = await (await session.client()).call(accessEndpoints.getTeam, { params: { team: name } });
    session.output.show(found, () =>
      facts([
        ["team", found.name],
        ["name", found.displayName],
        ["members", members(found) || "nobody yet"],
        ["created", moment(found.createdAt)],
      ]),
    );
  });

  const create = verb(team, "create <name>", {
    summary: "Create a team",
    examples: [["team create news --display-name 新闻", "A team and what people call it"]],
    next: "halcyon grant add USER developer --team NAME",
  }).option("--display-name <name>", "what people call it");
  action<{ displayName?: string }>(
    create,
    cli,
    async ({ session, args: [name = ""], options: { displayName } }) => {
      const body = { name, ...(displayName === undefined ? {} : { displayName }) };
      const made = await (await session.client()).call(accessEndpoints.createTeam, { body });
      session.output.show(made, () => `Team ${made.name} is created.`);
      session.output.next([`grant add USER developer --team ${made.name}`, "its first member"]);
    },
  );

  const remove = verb(team, "remove <team>", {
    summary: "Remove a team that owns nothing; roles in it go with it",
    examples: [["team remove news", "Asks first"]],
    next: "halcyon team list",
  }).option("-y, --yes", "do not ask");
  action<{ yes?: boolean }>(remove, cli, async ({ session, args: [name = ""], options }) => {
    if (!(await confirm(session.io, `Remove team ${name} and every role in it?`, options.yes === true))) {
      session.output.note("Nothing was done.");
      return;
    }
    const gone = await (await session.client()).call(accessEndpoints.removeTeam, { params: { team: name } });
    session.output.show(gone, () => `Team ${name} is removed.`);
  });
}
