import type { Command } from "commander";
import { action, choice, type Cli, verb } from "../../command.ts";
import type { Until } from "../../release-follow.ts";
import { releaseNamed } from "../../release-reference.ts";
import { watchRelease } from "../../release-watch.ts";

/** `halcyon release watch`: rooms × steps, live. */
export function releaseWatchCommands(release: Command, cli: Cli): void {
  const watch = verb(release, "watch <release>", {
    summary: "Watch a release live, rooms by steps, until it is over",
    about:
      "✓ is done, ▶ the step in force where it is not done yet, · to come; each with the instances it takes. In a pipe it writes a line per change, " +
      "with -o json a JSON document per change. A lost connection is made again.\n\n" +
      "Ends with 0 when the release is done (or went back as asked before), 7 when it stopped, was aborted or went back meanwhile, or with --until ready when the step ran over its time limit.",
    examples: [
      ["release watch frontpage-3", "Until it is over; Ctrl-C stops watching, not the release"],
      ["release watch frontpage-3 --until ready && ./smoke-test.sh", "Until the step in force is Ready"],
    ],
    next: "halcyon release next RELEASE, from another terminal.",
  }).addOption(choice("--until <what>", "when to end", ["closed", "ready"]).default("closed"));
  action<{ until: Until }>(watch, cli, async ({ session, args: [name = ""], options }) => {
    const id = await releaseNamed(session, name);
    cli.endWith(await watchRelease(session, await session.client(), id, { until: options.until }));
  });
}
