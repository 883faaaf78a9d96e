import { explainEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, verb } from "../../command.ts";
import { positive } from "../../list.ts";

interface ExplainOptions {
  readonly cluster?: string;
  readonly version?: number;
}

/** `halcyon app explain`: where each rendered field comes from. */
export function appExplainCommand(app: Command, cli: Cli): void {
  const explain = verb(app, "explain <app> [field]", {
    summary: "Say where rendered fields come from: a line of the spec, a base, a default, or a rule",
    about: "FIELD is a kind, or a kind and a path; what lies under it is explained.",
    examples: [
      ["app explain frontpage Deployment.spec.template.spec.containers[0].resources", "A part of it"],
      ["app explain frontpage --cluster north-mobile -o json", "Everything, for a program"],
    ],
    next: "halcyon app version APP N shows the spec's lines; halcyon base get BASE a base's.",
  })
    .option("--cluster <cluster>", "in this cluster; the first of its clusters unless told")
    .option("--version <n>", "a stored version; the latest unless told", positive);
  action<ExplainOptions>(explain, cli, async ({ session, args: [name = "", field], options }) => {
    const { cluster, version } = options;
    const query = {
      ...(field === undefined ? {} : { field }),
      ...(cluster === undefined ? {} : { cluster }),
      ...(version === undefined ? {} : { version }),
    };
    const found = await (await session.client()).call(explainEndpoints.explain, {
      params: { app: name },
      query,
    });
    session.output.show(found, () => {
      const { paint } = session.output;
      const lines = [`${name}, version ${found.version}, in ${found.cluster}`];
      let object = "";
      for (const one of found.fields) {
        if (one.object !== object) lines.push("", paint.bold(one.object));
        object = one.object;
        lines.push(`  ${one.field}: ${JSON.stringify(one.value)}`);
        lines.push(...one.origins.map(({ why }) => `      ${why}`));
      }
      return lines.join("\n");
    });
  });
}
