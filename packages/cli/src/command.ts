import { type Command, Option } from "commander";
import { type ExitCode, usageError } from "./errors.ts";
import { suggest } from "./input/choice.ts";
import type { Io } from "./io.ts";
import { formats } from "./output/output.ts";
import { createSession, type GlobalOptions, type Session } from "./session.ts";

type Example = readonly [command: string, what: string];

/** What the help of a command teaches. */
export interface Teaching {
  readonly summary: string;
  /** What one should know before using it. */
  readonly about?: string;
  /** Command lines without the program's name, and what each does; a lone one is joined by itself with `-o json`. */
  readonly examples: readonly [Example, ...Example[]];
  /** What one usually does after it. */
  readonly next: string;
}

/** One run of a command: its session, arguments and options. */
export interface Call<Options> {
  readonly session: Session;
  readonly args: readonly string[];
  readonly options: Options;
}

/** The root's services, handed to every noun. */
export interface Cli {
  readonly io: Io;
  /** Sets what the program ends with, for an ending that is no error: a watched release that was aborted. */
  readonly endWith: (code: ExitCode) => void;
}

/** The headings nouns stand under in the help. */
export const groups = {
  signIn: "Sign in:",
  ship: "Apps and releases:",
  fleet: "Fleet:",
  people: "People and records:",
  machine: "This machine:",
} as const;

const everywhere = "Options everywhere:";

/** The options each command takes; one that a command uses for itself (`cluster add --server`) is left to it. */
export function globalOptions(): Option[] {
  return [
    choice("-o, --output <format>", "how to print the result", formats),
    new Option("--server <url>", "address of Halcyon, instead of HALCYON_SERVER or the context's"),
    new Option("--token <token>", "API token; HALCYON_TOKEN keeps it out of the process list"),
    new Option("--as-context <name>", "act through another sign-in of yours (see: context list)"),
  ].map((option) => option.helpGroup(everywhere));
}

/** An option with a fixed set of values, and `did you mean` for a wrong one. */
export function choice(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, `${description}: ${values.join(", ")}`).argParser((value: string) => {
    if (values.includes(value)) return value;
    const near = suggest(value, values);
    const flag = flags.match(/--[a-z-]+/)?.[0] ?? flags;
    throw usageError(
      `${flag} ${value} is none of ${values.join(", ")}.`,
      near === undefined ? "" : `Did you mean ${flag} ${near}?`,
    );
  });
}

/** Adds a noun: `halcyon room`. Without a verb it prints its help. */
export function noun(program: Command, name: string, summary: string, group: string): Command {
  const command = program.command(name).summary(summary).description(summary).helpGroup(group);
  return command.helpCommand(false);
}

/** Adds a command under a noun (or the root): its usage, and what its help teaches. */
export function verb(
  parent: Command,
  usage: string,
  teaching: Teaching,
  /** What the noun does when no verb is given. */
  options: { isDefault?: boolean } = {},
): Command {
  const command = parent.command(usage, options).summary(teaching.summary);
  command.description(
    teaching.about === undefined ? teaching.summary : `${teaching.summary}.\n\n${teaching.about}`,
  );
  return command.addHelpText("after", () => teachingText(teaching));
}

function teachingText({ examples, next }: Teaching): string {
  const [first, ...more] = examples;
  const shown: Example[] =
    more.length > 0 ? [...examples] : [first, [`${first[0]} -o json`, "The same for a program"]];
  const lines = shown.flatMap(([command, what]) => [`  ${what}:`, `    halcyon ${command}`]);
  return ["", "Examples:", ...lines, "", `What next:\n  ${next}`].join("\n");
}

/**
 * Sets what a command does; its own options are there by now. Options of the root hold unless the command has
 * its own of that name.
 */
export function action<Options = object>(
  command: Command,
  { io }: Cli,
  work: (call: Call<Options>) => Promise<void>,
): Command {
  for (const option of globalOptions()) {
    if (command.options.every(({ long }) => long !== option.long)) command.addOption(option);
  }
  return command.action(async () => {
    const options = command.opts();
    const globals = { ...rootOptions(command), ...onlyGlobal(command) } as GlobalOptions;
    const args = command.processedArgs.flat().filter((value) => value !== undefined);
    await work({ session: createSession(io, globals), args: args as string[], options: options as Options });
  });
}

function rootOptions(command: Command): Record<string, unknown> {
  return command.parent === null ? {} : { ...rootOptions(command.parent), ...command.parent.opts() };
}

function onlyGlobal(command: Command): Record<string, unknown> {
  const names = command.options
    .filter((option) => option.helpGroupHeading === everywhere)
    .map((option) => option.attributeName());
  return Object.fromEntries(Object.entries(command.opts()).filter(([name]) => names.includes(name)));
}

/** Collects an option that may be given several times. */
export function repeatable(flags: string, description: string): Option {
  return new Option(flags, `${description} (repeatable)`).argParser(
    (value: string, before: string[] | undefined) => [...(before ?? []), value],
  );
}
