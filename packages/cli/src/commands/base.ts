import { type BaseCheck, type BaseSummary, type BaseVersion, baseEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, groups, noun, verb } from "../command.ts";
import { CliError, exitCodes } from "../errors.ts";
import { readSource } from "../input/file.ts";
import { fetchList, type ListOptions, listOptions, positive, showList } from "../list.ts";
import { counted, listed } from "../output/amounts.ts";
import type { Output } from "../output/output.ts";
import { facts } from "../output/table.ts";
import { moment } from "../output/time.ts";

const fileFlag = ["-f, --file <file>", "the base, YAML; - for stdin"] as const;

/** `halcyon base`: what operations put under every spec, and ask of it. */
export function baseCommands(program: Command, cli: Cli): void {
  const base = noun(program, "base", "Operations' defaults and rules for specs, versioned", groups.ship);

  const list = verb(base, "list", {
    summary: "List the bases there are",
    examples: [["base list", "The organisation's, teams' and rooms'"]],
    next: "halcyon base get BASE",
  });
  action(list, cli, async ({ session }) => {
    const found = await (await session.client()).call(baseEndpoints.list, {});
    session.output.show(found, () =>
      found.items.length === 0
        ? "There is no base yet: halcyon base set organisation -f BASE.yaml"
        : session.output.table(found.items, columns),
    );
  });

  const get = verb(base, "get <base>", {
    summary: "Show a base as it was written",
    about: "A base is organisation, team:NAME or room:NAME.",
    examples: [
      ["base get organisation", "What holds for all apps"],
      ["base get team:news --version 2", "An older version"],
    ],
    next: "halcyon base check BASE -f FILE says what a change would mean.",
  }).option("--version <n>", "this version; the latest unless told", positive);
  action<{ version?: number }>(get, cli, async ({ session, args: [name = ""], options }) => {
    const { version } = options;
    const query = version === undefined ? {} : { version };
    const found = await (await session.client()).call(baseEndpoints.get, { params: { base: name }, query });
    session.output.show(found, () => renderBase(found));
  });

  const versions = listOptions(
    verb(base, "versions <base>", {
      summary: "List a base's versions, newest first",
      examples: [["base versions team:news", "Who changed it, when and why"]],
      next: "halcyon base get BASE --version N",
    }),
  );
  action<ListOptions>(versions, cli, async ({ session, args: [name = ""], options }) => {
    const page = await fetchList(session, baseEndpoints.versions, { params: { base: name } }, options);
    showList<BaseSummary>(session, page, columns, { nothing: `There is no base ${name} yet.` });
  });

  const check = verb(base, "check <base>", {
    summary: "Say which apps' latest versions would differ or fail, before the base is stored",
    about: "Ends with 1 when the base has errors or an app would fail. Nothing is stored.",
    examples: [["base check team:news -f news-base.yaml", "Its blast radius"]],
    next: "halcyon base set BASE -f FILE stores it.",
  }).requiredOption(...fileFlag);
  action<{ file: string }>(check, cli, async ({ session, args: [name = ""], options }) => {
    const source = await readSource(session.io, options.file);
    const answer = await (await session.client()).call(baseEndpoints.check, {
      params: { base: name },
      body: { text: source.text },
    });
    if (!answer.valid && session.output.format === "table") {
      throw new CliError({
        exitCode: exitCodes.failed,
        title: "The base is not valid",
        detail: `${counted(answer.problems.length, "thing")} in ${source.name} must change.`,
        hint: "Nothing was stored. Change it and check again.",
        issues: answer.problems,
        source,
      });
    }
    session.output.show(answer, () => renderCheck(answer, session.output));
    if (!answer.valid || answer.apps.some(({ outcome }) => outcome === "fails"))
      cli.endWith(exitCodes.failed);
  });

  const set = verb(base, "set <base>", {
    summary: "Store the next version of a base; changes nothing that runs",
    about: "The next version of each app takes it. `{}` is a base that asks nothing.",
    examples: [["base set team:news -f news-base.yaml --message 'readiness is asked'", "For a team's apps"]],
    next: "halcyon base versions BASE",
  })
    .requiredOption(...fileFlag)
    .option("-m, --message <text>", "why, for the list of versions")
    .option("--based-on <version>", "refuse when another version is the latest by now; 0 for none", Number);
  action<{ file: string; message?: string; basedOn?: number }>(
    set,
    cli,
    async ({ session, args: [name = ""], options }) => {
      const source = await readSource(session.io, options.file);
      const { message, basedOn } = options;
      const body = {
        text: source.text,
        ...(message === undefined ? {} : { message }),
        ...(basedOn === undefined ? {} : { basedOn }),
      };
      try {
        const stored = await (await session.client()).call(baseEndpoints.set, {
          params: { base: name },
          body,
        });
        session.output.show(
          stored,
          () =>
            `Version ${stored.version} of base ${stored.base} is stored; the next version of each app takes it.`,
        );
      } catch (error) {
        throw error instanceof CliError ? error.about(source) : error;
      }
    },
  );
}

const columns = [
  { title: "BASE", value: (row: BaseSummary) => row.base },
  { title: "VERSION", value: (row: BaseSummary) => String(row.version), right: true },
  { title: "BY", value: (row: BaseSummary) => row.author.name },
  { title: "AT", value: (row: BaseSummary) => moment(row.createdAt) },
  { title: "MESSAGE", value: (row: BaseSummary) => row.message, flexible: true },
];

function renderBase(found: BaseVersion): string {
  const about = facts([
    ["base", `${found.base}, version ${found.version}`],
    ["by", `${found.author.name}, ${moment(found.createdAt)}`],
    ["message", found.message],
  ]);
  return `${about}\n\n${found.text.trimEnd()}`;
}

function renderCheck({ apps, checked }: BaseCheck, output: Output): string {
  if (apps.length === 0) return `${counted(checked, "app")} looked at: nothing would change.`;
  const words = { differs: "differs", fails: "would fail", failing: "fails already" };
  const table = output.table(apps, [
    { title: "APP", value: (row) => row.app },
    { title: "TEAM", value: (row) => row.team },
    { title: "VERSION", value: (row) => String(row.version), right: true },
    { title: "OUTCOME", value: (row) => words[row.outcome] },
    {
      title: "WHERE",
      value: ({ clusters, problems }) =>
        listed(
          problems.length === 0 ? clusters : problems.map(({ line, message }) => `line ${line}: ${message}`),
        ),
      flexible: true,
    },
  ]);
  return `${counted(checked, "app")} looked at.\n\n${table}`;
}
