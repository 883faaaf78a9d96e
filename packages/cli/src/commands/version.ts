import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { action, type Cli, groups, verb } from "../command.ts";

/** `halcyon version`: this program's and Node's; no server is asked. */
export function versionCommands(program: Command, cli: Cli): void {
  const version = verb(program, "version", {
    summary: "Print the version of this program",
    examples: [["version -o json", "As a document"]],
    next: "halcyon --help",
  }).helpGroup(groups.machine);
  action(version, cli, async ({ session: { output } }) => {
    const file = new URL("../../package.json", import.meta.url);
    const own = JSON.parse(readFileSync(file, "utf8")) as { version: string };
    const value = { halcyon: own.version, node: process.versions.node };
    output.show(value, () => `halcyon ${value.halcyon} (node ${value.node})`);
  });
}
