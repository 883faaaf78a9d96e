import { adoptEndpoints, type AdoptionPlan } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, verb } from "../../command.ts";
import { usageError } from "../../errors.ts";
import { confirm } from "../../input/ask.ts";
import { objectsUnder } from "../../input/manifests.ts";
import { counted } from "../../output/amounts.ts";

interface AdoptOptions {
  readonly cluster: readonly string[];
  readonly team: string;
  readonly name?: string;
  readonly fromDir?: string;
  readonly helm?: string;
  readonly container?: string;
  readonly take?: string;
}

const several = (value: string, before: readonly string[] = []) => [...before, value];

/** `halcyon app adopt` and `halcyon app disown`: into Halcyon's hands, and out of them, without a restart. */
export function appAdoptCommands(app: Command, cli: Cli): void {
  const adopt = verb(app, "adopt <workload>", {
    summary: "Take over a Deployment that runs, without restarting a pod",
    about:
      "WORKLOAD is NAMESPACE/NAME. Without --take it only shows the plan: the spec, what the spec cannot say, and by dry run that nothing would change.",
    examples: [
      [
        "app adopt legacy/shop --cluster north-1 --team news",
        "See what would become of it; nothing is written",
      ],
      ["app adopt legacy/shop --cluster north-1 --team news --take sha256:...", "Take over just that plan"],
      ["app adopt web/nginx --cluster c1 --cluster c2 --team news --helm web", "Out of a Helm release"],
    ],
    next: "halcyon deployment unmanaged lists what could be adopted.",
  })
    .requiredOption(
      "--cluster <cluster>",
      "where it runs; CLUSTER=NAME where its name is another there",
      several,
    )
    .requiredOption("--team <team>", "who owns the app")
    .option("--name <app>", "the app's name; the Deployment's unless told")
    .option("--from-dir <folder>", "the YAML it was made from: says what belongs to it")
    .option("--helm <release>", "the Helm release it is part of")
    .option("--container <name>", "its own container, whose image is released")
    .option("--take <hash>", "take over what the plan of this hash showed");
  action<AdoptOptions>(adopt, cli, async ({ session, args: [workload = ""], options }) => {
    const [namespace = "", name = "", ...more] = workload.split("/");
    if (namespace === "" || name === "" || more.length > 0) {
      throw usageError(`'${workload}' does not say which Deployment.`, "Write NAMESPACE/NAME.");
    }
    if (options.fromDir !== undefined && options.helm !== undefined) {
      throw usageError("--from-dir and --helm are two ways of the same.", "Give one of them.");
    }
    const documents =
      options.fromDir === undefined ? undefined : await objectsUnder(session.io, options.fromDir);
    const params = { app: options.name ?? name };
    const wish = {
      team: options.team,
      namespace,
      workload: name,
      clusters: options.cluster.map(clusterOf),
      documents: documents?.map(({ kind, metadata }) => ({ kind, metadata: metadata as { name: string } })),
      helm: options.helm,
      container: options.container,
    };
    const client = await session.client();
    if (options.take === undefined) {
      const plan = await client.call(adoptEndpoints.plan, { params, body: wish });
      session.output.show(plan, () => planText(plan, session.output.paint.bold));
      session.output.note(
        plan.takeable
          ? `Nothing would restart. To take it over: the same with --take ${plan.hash}`
          : "It would become another one: nothing is taken over.",
      );
      return;
    }
    const taken = await client.call(adoptEndpoints.take, { params, body: { ...wish, hash: options.take } });
    session.output.show(taken, () =>
      [
        `App ${taken.app} is taken over, version ${taken.version} runs.`,
        ...taken.clusters.map(({ cluster, objects }) => `  ${cluster}: ${counted(objects, "object")}`),
      ].join("\n"),
    );
    session.output.next([`app show ${taken.app}`, "what is known of it"]);
  });

  const disown = verb(app, "disown <app>", {
    summary: "Give an app back: what runs goes on running, and Halcyon never touches it again",
    examples: [
      ["app disown shop --reason 'moves to another team'", "Asks first; its versions stay on record"],
    ],
    next: "halcyon deployment unmanaged shows it then.",
  })
    .requiredOption("--reason <text>", "why, for the audit log")
    .option("-y, --yes", "do not ask");
  action<{ reason: string; yes?: boolean }>(disown, cli, async ({ session, args: [name = ""], options }) => {
    const question = `Give app ${name} back? Halcyon will release it no more.`;
    if (!(await confirm(session.io, question, options.yes === true))) {
      session.output.note("Nothing was done.");
      return;
    }
    const { reason } = options;
    const given = await (await session.client()).call(adoptEndpoints.disown, {
      params: { app: name },
      body: { reason },
    });
    session.output.show(given, () =>
      [
        `App ${given.app} is given back; nothing restarted.`,
        ...given.clusters.map(({ cluster, objects }) => `  ${cluster}: ${counted(objects, "object")}`),
      ].join("\n"),
    );
  });
}

function clusterOf(text: string): { cluster: string; workload?: string } {
  const [cluster = "", workload] = text.split("=");
  return workload === undefined ? { cluster } : { cluster, workload };
}

/** A plan for people: the spec, what stays outside, who owned it, the proof. */
function planText(plan: AdoptionPlan, bold: (text: string) => string): string {
  const lines = [plan.spec.trimEnd(), ""];
  if (plan.patches.length + plan.kept.length > 0) lines.push(bold("What the spec cannot say"));
  lines.push(...plan.patches.map(({ name, why }) => `  patch ${name}: ${why}`));
  lines.push(...plan.kept.map((field) => `  under adopted, as no patch may say it: ${field}`));
  for (const { cluster, workload, replicas, objects, differences } of plan.clusters) {
    lines.push("", bold(`${cluster}: ${workload}, ${counted(replicas, "instance")}`));
    for (const { kind, name, taken, why, owners } of objects) {
      const whose = owners.map(({ manager, fields }) => `${manager} ${fields}`).join(", ");
      lines.push(
        `  ${taken ? "takes " : "leaves"} ${kind}/${name}: ${why}${whose === "" ? "" : ` (fields: ${whose})`}`,
      );
    }
    lines.push(
      ...(differences.length === 0
        ? ["  by dry run: nothing changes, no pod restarts"]
        : differences.map(
            ({ object, path, live, rendered }) => `  ! ${object} ${path}: ${live} would become ${rendered}`,
          )),
    );
  }
  if (plan.warnings.length > 0)
    lines.push("", bold("Know before"), ...plan.warnings.map((one) => `  ! ${one}`));
  return lines.join("\n");
}
