import type { Command } from "commander";
import { action, type Cli, groups, noun, verb } from "../command.ts";
import { type Contexts, readContexts, writeContexts } from "../contexts.ts";
import { CliError, exitCodes } from "../errors.ts";
import { suggest } from "../input/choice.ts";
import { moment } from "../output/time.ts";

/** `halcyon context`: the sign-ins remembered on this machine. */
export function contextCommands(program: Command, cli: Cli): void {
  const context = noun(
    program,
    "context",
    "Your sign-ins on this machine, and which one is in use",
    groups.signIn,
  );
  const file = cli.io.config.contextFile;

  const list = verb(context, "list", {
    summary: "List the contexts; * marks the one in use",
    examples: [
      ["context list", "All of them"],
      ["context list -o json", "For a script; tokens are not shown"],
    ],
    next: "halcyon context use NAME, or --as-context NAME on one command.",
  });
  action(list, cli, async ({ session: { output } }) => {
    const { current, contexts } = await readContexts(file);
    const items = Object.entries(contexts).map(([name, { server, user, expiresAt }]) => ({
      name,
      current: name === current,
      user,
      server,
      expiresAt: expiresAt ?? null,
    }));
    output.show({ items, next: null }, () =>
      output.table(items, [
        { title: " ", value: (row) => (row.current ? "*" : "") },
        { title: "NAME", value: (row) => row.name },
        { title: "USER", value: (row) => row.user },
        { title: "SERVER", value: (row) => row.server },
        { title: "UNTIL", value: (row) => moment(row.expiresAt) },
      ]),
    );
  });

  const use = verb(context, "use <name>", {
    summary: "Use another context from now on",
    examples: [["context use lead", "Go on as the lead"]],
    next: "halcyon whoami",
  });
  action(use, cli, async ({ session: { output }, args: [name = ""] }) => {
    const known = await readContexts(file);
    requireContext(known, name);
    await writeContexts(file, { ...known, current: name });
    output.show({ current: name }, () => `Context ${name} is in use.`);
  });

  const remove = verb(context, "remove <name>", {
    summary: "Forget a context; its session on the server lives on until it ends (see: logout)",
    examples: [["context remove old", "Forget the sign-in called old"]],
    next: "halcyon login signs in again.",
  });
  action(remove, cli, async ({ session: { output }, args: [name = ""] }) => {
    const known = await readContexts(file);
    requireContext(known, name);
    const { [name]: _gone, ...left } = known.contexts;
    await writeContexts(file, { current: known.current === name ? null : known.current, contexts: left });
    output.show({ removed: name }, () => `Context ${name} is forgotten.`);
  });
}

function requireContext({ contexts }: Contexts, name: string): void {
  if (contexts[name] !== undefined) return;
  const near = suggest(name, Object.keys(contexts));
  throw new CliError({
    exitCode: exitCodes.notFound,
    title: "No such context",
    detail: `There is no context '${name}'.`,
    hint: near === undefined ? "halcyon context list shows them." : `Did you mean ${near}?`,
  });
}
