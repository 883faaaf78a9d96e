import { appsEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, verb } from "../../command.ts";
import { readSource } from "../../input/file.ts";
import { objectsIn } from "../../input/manifests.ts";
import { counted } from "../../output/amounts.ts";

interface ConvertOptions {
  readonly file: string;
  readonly team: string;
  readonly room: string;
}

/** `halcyon app convert`: a spec to begin with, after what runs. */
export function appConvertCommand(app: Command, cli: Cli): void {
  const convert = verb(app, "convert <app>", {
    summary: "Write a spec after a Deployment and its Service, and name what the spec does not say",
    about: "Stores nothing and moves nothing; no cluster is asked.",
    examples: [
      ["app convert shop --team news --room north-mobile -f shop.yaml", "After a file of manifests"],
      [
        "app convert shop --team news --room north-mobile -f -",
        "After what `kubectl get deploy,svc -o yaml` writes",
      ],
    ],
    next: "halcyon app validate -f FILE checks what you made of it.",
  })
    .requiredOption("-f, --file <file>", "the objects, YAML; - for stdin")
    .requiredOption("--team <team>", "who owns the app")
    .requiredOption("--room <room>", "the room or cluster it runs in");
  action<ConvertOptions>(convert, cli, async ({ session, args: [name = ""], options }) => {
    const source = await readSource(session.io, options.file);
    const { team, room } = options;
    const body = { app: name, team, room, objects: objectsIn(source) };
    const answer = await (await session.client()).call(appsEndpoints.convert, { body });
    session.output.show(answer, () => answer.spec.trimEnd());
    const { length } = answer.unexpressed;
    session.output.note(
      length === 0
        ? "Every value comes back; halcyon app render -f FILE shows what Halcyon adds."
        : `! ${counted(length, "value")} could not be expressed; the comments name each.`,
    );
  });
}
