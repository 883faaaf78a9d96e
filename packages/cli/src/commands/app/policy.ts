import { type AppPolicy, appsEndpoints } from "@halcyon/contracts";
import { type Command, InvalidArgumentError } from "commander";
import { action, type Cli, repeatable, verb } from "../../command.ts";
import { usageError } from "../../errors.ts";
import { parseSteps } from "../../input/steps.ts";
import { renderPolicy } from "../../output/app.ts";

interface PolicyOptions {
  readonly largestStep?: number | string | null;
  readonly defaultSteps?: AppPolicy["defaultSteps"];
  readonly registry?: readonly string[];
  readonly namespace?: string | null;
}

/** `halcyon app policy get|set`: what operations decide about an app. */
export function appPolicyCommands(app: Command, cli: Cli): void {
  const policy = app
    .command("policy")
    .summary("What operations decided for an app: get, set")
    .helpCommand(false);

  const get = verb(policy, "get <app>", {
    summary: "Show an app's policy",
    examples: [["app policy get frontpage", "The largest step its releases may use, and more"]],
    next: "halcyon app policy set APP changes it; operations only.",
  });
  action(get, cli, async ({ session, args: [name = ""] }) => {
    const found = await (await session.client()).call(appsEndpoints.policy, { params: { app: name } });
    session.output.show(found, () => renderPolicy(found));
  });

  const set = verb(policy, "set <app>", {
    summary: "Change an app's policy: what is not named stays as it is",
    about: "An author may only choose smaller steps than --largest-step. `none` takes a limit away.",
    examples: [
      ["app policy set frontpage --largest-step 2", "No step of more than two instances"],
      [
        "app policy set frontpage --largest-step 25% --default-steps 1,2,2",
        "A share, and what a release does unless told",
      ],
    ],
    next: "halcyon release create APP --dry-run shows what it means for a release.",
  })
    .option("--largest-step <size>", "a count, a percentage, or none", countOrPercentOrNone)
    .option(
      "--default-steps <steps>",
      'as release create --steps: "1", "1,2,2", "10%,50%,100%", or none',
      stepsOrNone,
    )
    .addOption(
      repeatable("--registry <prefix>", "where images may come from; replaces the list, none empties it"),
    )
    .option("--namespace <name>", "where it runs; none for the app's own name", orNull);
  action<PolicyOptions>(set, cli, async ({ session, args: [name = ""], options }) => {
    const { largestStep, defaultSteps, registry, namespace } = options;
    const change = {
      ...(largestStep === undefined ? {} : { largestStep }),
      ...(defaultSteps === undefined ? {} : { defaultSteps }),
      ...(registry === undefined
        ? {}
        : { allowedRegistries: registry.filter((prefix) => prefix !== "none") }),
      ...(namespace === undefined ? {} : { namespace }),
    };
    if (Object.keys(change).length === 0)
      throw usageError(
        "Nothing to change is given.",
        "Add --largest-step, --default-steps, --registry or --namespace.",
      );
    const client = await session.client();
    const params = { app: name };
    const before = await client.call(appsEndpoints.policy, { params });
    const after = await client.call(appsEndpoints.setPolicy, { params, body: { ...before, ...change } });
    session.output.show(after, () => renderPolicy(after));
  });
}

function orNull(text: string): string | null {
  return text === "none" ? null : text;
}

function countOrPercentOrNone(text: string): number | string | null {
  if (text === "none") return null;
  if (/^(100|[1-9]?\d)%$/.test(text)) return text;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a count such as 2, a percentage such as 25%, or none.");
}

function stepsOrNone(text: string): AppPolicy["defaultSteps"] {
  return text === "none" ? null : parseSteps(text);
}
