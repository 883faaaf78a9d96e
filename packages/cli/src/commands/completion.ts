import { setTimeout as sleep } from "node:timers/promises";
import { accessEndpoints, appsEndpoints, fleetEndpoints, releaseEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import type { Client } from "../client/client.ts";
import { action, type Cli, groups, verb } from "../command.ts";
import { usageError } from "../errors.ts";
import { suggest } from "../input/choice.ts";
import { completionScripts } from "../output/completion-scripts.ts";

/** Completion must never keep a person waiting. */
const patienceMs = 1_500;

/** `halcyon completion`, and the hidden command its scripts call. */
export function completionCommands(program: Command, cli: Cli): void {
  const shells = Object.keys(completionScripts);
  const completion = verb(program, "completion <shell>", {
    summary: "Print the completion script of a shell: bash, zsh or fish",
    examples: [
      ["completion bash > /etc/bash_completion.d/halcyon", "bash; or: source <(halcyon completion bash)"],
      ["completion zsh > ~/.zfunc/_halcyon", "zsh, with ~/.zfunc in fpath"],
      ["completion fish > ~/.config/fish/completions/halcyon.fish", "fish"],
    ],
    next: "Open a new shell. Names of apps, releases, rooms, clusters, teams and users are completed too.",
  }).helpGroup(groups.machine);
  action(completion, cli, async ({ session, args: [shell = ""] }) => {
    const script = completionScripts[shell];
    if (script !== undefined) return session.io.stdout.write(script);
    const near = suggest(shell, shells);
    throw usageError(
      `There is no completion for '${shell}'.`,
      near === undefined ? `Shells: ${shells.join(", ")}.` : `Did you mean ${near}?`,
    );
  });

  const complete = program
    .command("__complete [words...]", { hidden: true })
    .allowUnknownOption()
    .helpOption(false)
    .passThroughOptions();
  action(complete, cli, async ({ session, args }) => {
    const candidates = await candidatesFor(program, args, (kind, typed) =>
      namesOf({ kind, typed }, () => session.client()),
    );
    session.io.stdout.write(candidates.map((candidate) => `${candidate}\n`).join(""));
  });
}

/**
 * What may stand where the last word is, begun or empty.
 * @param words the words behind the program's name, the one being typed last
 * @param names fetches the names of a kind of thing: `app`, `release`, ...; those that begin with `typed` are enough
 */
export async function candidatesFor(
  program: Command,
  words: readonly string[],
  names: Names,
): Promise<string[]> {
  const typed = words.at(-1) ?? "";
  let command = program;
  let position = 0;
  let open: string | undefined;
  for (const word of words.slice(0, -1)) {
    if (open !== undefined) open = undefined;
    else if (word.startsWith("-")) open = valueOf(command, word);
    else {
      const below = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
      if (below === undefined) position += 1;
      else command = below;
    }
  }
  const candidates = await offers(command, { typed, position, open }, names);
  return candidates.filter((candidate) => candidate.startsWith(typed));
}

type Names = (kind: string, typed: string) => Promise<readonly string[]>;

interface Place {
  readonly typed: string;
  readonly position: number;
  /** Name of the option whose value is being typed. */
  readonly open: string | undefined;
}

async function offers(
  command: Command,
  { typed, position, open }: Place,
  names: Names,
): Promise<readonly string[]> {
  if (open !== undefined) {
    const option = command.options.find((each) => each.attributeName() === open);
    const choices = option?.description.match(/: ((?:[\w-]+, )+[\w-]+)$/)?.[1]?.split(", ");
    return choices ?? names(open, typed);
  }
  if (typed.startsWith("-")) {
    return command.options.filter(({ hidden }) => !hidden).map((option) => option.long ?? option.short ?? "");
  }
  if (command.commands.length > 0) {
    return command.commands.map((each) => each.name()).filter((name) => !name.startsWith("_"));
  }
  const argument = command.registeredArguments[position];
  if (argument?.name() === "shell") return Object.keys(completionScripts);
  return argument === undefined ? [] : names(argument.name(), typed);
}

function valueOf(command: Command, word: string): string | undefined {
  const option = command.options.find((each) => each.long === word || each.short === word);
  return option?.required === true && !word.includes("=") ? option.attributeName() : undefined;
}

interface Wanted {
  readonly kind: string;
  readonly typed: string;
}

/** Names from the server; nothing when it is away or slow: completion never says anything else. */
async function namesOf(wanted: Wanted, client: () => Promise<Client>): Promise<readonly string[]> {
  try {
    return await Promise.race([fetchNames(wanted, await client()), sleep(patienceMs, [], { ref: false })]);
  } catch {
    return [];
  }
}

async function fetchNames({ kind, typed }: Wanted, client: Client): Promise<readonly string[]> {
  const query = { limit: 200 };
  switch (kind) {
    case "app":
      return (await client.call(appsEndpoints.list, { query })).items.map(({ name }) => name);
    case "release":
      return (await client.call(releaseEndpoints.list, { query })).items.map(({ id }) => id);
    case "room":
      return (await client.call(fleetEndpoints.roomList, { query })).items.map(({ name }) => name);
    case "cluster":
    case "target":
      return (await client.call(fleetEndpoints.clusterList, { query })).items.map(({ name }) => name);
    case "team":
      return (await client.call(accessEndpoints.listTeams, { query })).items.map(({ name }) => name);
    case "user":
      return (await client.call(accessEndpoints.listUsers, { query })).items.map(({ name }) => name);
    case "pod":
      return podsLike(typed, client);
    default:
      return [];
  }
}

/** `cluster/namespace/name`, as far as it is typed. */
async function podsLike(typed: string, client: Client): Promise<readonly string[]> {
  const [cluster = "", ...rest] = typed.split("/");
  const name = rest[1] ?? "";
  const query = {
    limit: 200,
    ...(rest.length > 0 ? { cluster } : {}),
    ...(rest.length > 1 ? { namespace: rest[0] } : {}),
    ...(name === "" ? {} : { q: `name:${name}` }),
  };
  const { items } = await client.call(fleetEndpoints.podList, { query });
  return items.map((pod) => `${pod.cluster}/${pod.namespace}/${pod.name}`);
}
