import { appSpecJsonSchema } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, verb } from "../../command.ts";

/** `halcyon app schema`: what editors read. It asks no server. */
export function appSchemaCommand(app: Command, cli: Cli): void {
  const schema = verb(app, "schema", {
    summary: "Print the JSON Schema of the spec, for editors",
    about:
      "A server has it at /api/v1/schemas/app-spec.json, without sign-in, for a line such as # yaml-language-server: $schema=URL",
    examples: [["app schema > app-spec.json", "Into a file beside your specs"]],
    next: "halcyon app validate -f FILE also knows the rules that span fields.",
  });
  action(schema, cli, async ({ session }) => {
    session.io.stdout.write(`${JSON.stringify(appSpecJsonSchema(), null, 2)}\n`);
  });
}
