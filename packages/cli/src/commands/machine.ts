import type { Command } from "commander";
import { action, type Cli, groups, verb } from "../command.ts";
import { usageError } from "../errors.ts";

/**
 * `lab` and `server` belong to other packages; the launcher hands them over before this program starts. Here
 * they only stand in the help, and say so when somebody ran this program without the launcher.
 */
export function machineCommands(program: Command, cli: Cli): void {
  for (const [name, summary] of [
    ["lab", "Real Kubernetes control planes on this machine: up, down, status, break, heal"],
    ["server", "Run the server in the foreground"],
  ] as const) {
    const command = verb(program, name, {
      summary,
      examples: [[`${name} --help`, "Everything it can do"]],
      next: `halcyon ${name} --help`,
    })
      .allowUnknownOption()
      .allowExcessArguments()
      .helpGroup(groups.machine);
    action(command, cli, async () => {
      throw usageError(`${name} is started by the launcher.`, `From the checkout: ./halcyon ${name} --help`);
    });
  }
}
