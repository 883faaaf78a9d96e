import { differenceEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, verb } from "../../command.ts";
import { positive } from "../../list.ts";

/** `halcyon app differences`: what a room has otherwise, and why. */
export function appDifferencesCommand(app: Command, cli: Cli): void {
  const differences = verb(app, "differences <app>", {
    summary: "Say what differs between an app's rooms, and why",
    about:
      "Words of the spec for single rooms, patches for some rooms, operations' bases of rooms, and entrances.",
    examples: [
      ["app differences frontpage", "Of the latest version"],
      ["app differences frontpage --version 3 -o json", "Of a stored one, for a program"],
    ],
    next: "halcyon app explain APP FIELD --cluster CLUSTER says where one rendered field comes from.",
  }).option("--version <n>", "a stored version; the latest unless told", positive);
  action<{ version?: number }>(differences, cli, async ({ session, args: [name = ""], options }) => {
    const found = await (await session.client()).call(differenceEndpoints.differences, {
      params: { app: name },
      query: options.version === undefined ? {} : { version: options.version },
    });
    session.output.show(found, () => {
      const { paint } = session.output;
      const lines = [`${name}, version ${found.version}`];
      for (const { room, clusters, differences: all } of found.rooms) {
        lines.push(
          "",
          `${paint.bold(room)} (${clusters.join(", ")})${all.length === 0 ? ": as the whole spec" : ""}`,
        );
        for (const { path, here, elsewhere, why, line } of all) {
          const from = line === null ? why : `line ${line}: ${why}`;
          lines.push(`  ${path}: ${shown(here)}, elsewhere ${shown(elsewhere)}`, `      ${from}`);
        }
      }
      return lines.join("\n");
    });
  });
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
