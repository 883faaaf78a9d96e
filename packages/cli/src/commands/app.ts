import { appsEndpoints, type AppView } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, groups, noun, verb } from "../command.ts";
import { confirm } from "../input/ask.ts";
import { fetchList, type ListOptions, listOptions, showList } from "../list.ts";
import { renderApp } from "../output/app.ts";
import { counted, listed } from "../output/amounts.ts";
import { age } from "../output/time.ts";
import { appDifferencesCommand } from "./app/differences.ts";
import { appExplainCommand } from "./app/explain.ts";
import { appImportCommand } from "./app/import.ts";
import { appInitCommand } from "./app/init.ts";
import { appPolicyCommands } from "./app/policy.ts";
import { appAdoptCommands } from "./app/adopt.ts";
import { appConvertCommand } from "./app/convert.ts";
import { appSchemaCommand } from "./app/schema.ts";
import { appSpecCommands } from "./app/spec.ts";
import { appTaskCommands } from "./app/tasks.ts";
import { appVersionCommands } from "./app/versions.ts";

/** `halcyon app`: what developers own. */
export function appCommands(program: Command, cli: Cli): void {
  const app = noun(
    program,
    "app",
    "Apps: one spec each, its versions, and what operations decided",
    groups.ship,
  );

  const list = listOptions(
    verb(app, "list [word]", {
      summary: "List apps by name",
      examples: [
        ["app list", "All you may see"],
        ["app list --team news", "Those of a team"],
      ],
      next: "halcyon app show NAME",
    }),
  ).option("--team <team>", "of this team only");
  action<ListOptions & { team?: string }>(list, cli, async ({ session, args: [search], options }) => {
    const page = await fetchList(
      session,
      appsEndpoints.list,
      { query: { search, team: options.team } },
      options,
    );
    showList<AppView>(
      session,
      page,
      [
        { title: "NAME", value: (row) => row.name },
        { title: "TEAM", value: (row) => row.team },
        { title: "KIND", value: (row) => row.kind ?? "none" },
        { title: "VERSION", value: (row) => String(row.latest?.number ?? "none"), right: true },
        { title: "IMAGE", value: (row) => listed(row.latest?.images ?? []), flexible: true },
        { title: "INSTANCES", value: (row) => String(row.latest?.replicas ?? 0), right: true },
        { title: "CLUSTERS", value: (row) => String(row.targets.length), right: true },
        { title: "CHANGED", value: (row) => `${age(row.updatedAt, session.io.now())} ago` },
      ],
      { nothing: "There is no app yet: halcyon app apply -f SPEC.yaml makes one." },
    );
  });

  const show = verb(app, "show <app>", {
    summary: "Show an app: its policy, its latest version and where it is meant to run",
    examples: [["app show frontpage", "What is known of it"]],
    next: "halcyon app versions NAME, or halcyon pod list app:NAME for what runs.",
  });
  action(show, cli, async ({ session, args: [name = ""] }) => {
    const found = await (await session.client()).call(appsEndpoints.get, { params: { app: name } });
    session.output.show(found, () => renderApp(found, session.output));
  });

  const create = verb(app, "create <name>", {
    summary: "Make an app before its first spec, for a team: for operations",
    about: "Not needed before app apply, which makes the app too; it lets operations set the policy first.",
    examples: [
      ["app create frontpage --team news", "Then: halcyon app policy set frontpage --largest-step 5"],
    ],
    next: "halcyon app policy set NAME --help",
  }).requiredOption("--team <team>", "the team that owns it");
  action<{ team: string }>(create, cli, async ({ session, args: [name = ""], options }) => {
    const made = await (await session.client()).call(appsEndpoints.create, {
      body: { name, team: options.team },
    });
    session.output.show(made, () => `App ${made.name} of team ${made.team} is made.`);
    session.output.next([`app policy set ${made.name} --largest-step 5`, "what its releases may do"]);
  });

  const remove = verb(app, "remove <app>", {
    summary: "Remove an app of which nothing runs, and what Halcyon left of it in clusters",
    examples: [["app remove frontpage", "Asks first; its versions stay on record"]],
    next: "halcyon app list",
  }).option("-y, --yes", "do not ask");
  action<{ yes?: boolean }>(remove, cli, async ({ session, args: [name = ""], options }) => {
    if (!(await confirm(session.io, `Remove app ${name} from every cluster?`, options.yes === true))) {
      session.output.note("Nothing was done.");
      return;
    }
    const gone = await (await session.client()).call(appsEndpoints.remove, { params: { app: name } });
    session.output.show(gone, () =>
      [
        `App ${gone.removed} is removed.`,
        ...gone.pruned.map(({ cluster, objects }) => `  ${cluster}: ${counted(objects, "object")} removed`),
      ].join("\n"),
    );
  });

  appInitCommand(app, cli);
  appSpecCommands(app, cli);
  appImportCommand(app, cli);
  appConvertCommand(app, cli);
  appDifferencesCommand(app, cli);
  appSchemaCommand(app, cli);
  appAdoptCommands(app, cli);
  appExplainCommand(app, cli);
  appTaskCommands(app, cli);
  appVersionCommands(app, cli);
  appPolicyCommands(app, cli);
}
