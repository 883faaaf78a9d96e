import { taskEndpoints, type TaskRun } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, verb } from "../../command.ts";
import { confirm } from "../../input/ask.ts";
import { age } from "../../output/time.ts";

/** `halcyon app tasks` and `halcyon app run`: what an app runs beside its instances. */
export function appTaskCommands(app: Command, cli: Cli): void {
  const tasks = verb(app, "tasks <app>", {
    summary: "Show an app's schedules and jobs with their last runs",
    examples: [["app tasks frontpage", "When each runs, and how it ended last"]],
    next: "halcyon app run APP JOB runs one by hand.",
  });
  action(tasks, cli, async ({ session, args: [name = ""] }) => {
    const found = await (await session.client()).call(taskEndpoints.tasks, { params: { app: name } });
    session.output.show(found, () => {
      const { paint } = session.output;
      if (found.items.length === 0) return `${name} has no schedule and no job where it runs.`;
      const now = session.io.now();
      const lines = found.items.flatMap(({ kind, name: task, when, clusters, runs }) => [
        `${paint.bold(task)}  ${kind}, ${when}; in ${clusters.join(", ")}`,
        ...(runs.length === 0 ? ["  has not run"] : runs.map((run) => `  ${described(run, now)}`)),
      ]);
      const missing = found.unreachable.map((cluster) => `${cluster} does not answer.`);
      return [...lines, ...missing].join("\n");
    });
  });

  const run = verb(app, "run <app> <job>", {
    summary: "Run a job of the version that runs, one that is there to be run by hand",
    examples: [["app run frontpage reindex --cluster north-mobile", "In one cluster"]],
    next: "halcyon app tasks APP shows how it ends.",
  })
    .option("--cluster <cluster>", "in this cluster only; wherever it runs unless told")
    .option("-y, --yes", "do not ask");
  action<{ cluster?: string; yes?: boolean }>(run, cli, async ({ session, args, options }) => {
    const [name = "", job = ""] = args;
    const where = options.cluster ?? "every cluster it runs in";
    if (!(await confirm(session.io, `Run job ${job} of ${name} in ${where}?`, options.yes === true))) {
      session.output.note("Nothing was done.");
      return;
    }
    const started = await (await session.client()).call(taskEndpoints.runJob, {
      params: { app: name, job },
      body: options.cluster === undefined ? {} : { cluster: options.cluster },
    });
    session.output.show(started, () =>
      started.runs.map(({ cluster, name: pod }) => `${cluster}: started ${pod}`).join("\n"),
    );
    session.output.next([`app tasks ${name}`, "how it ends"]);
  });
}

function described({ cluster, name, state, reason, release, startedAt }: TaskRun, now: Date): string {
  const began = startedAt === null ? "" : `, ${age(startedAt, now)} ago`;
  const by = release === null ? "" : `, in release ${release}`;
  return `${cluster} ${name}: ${state}${began}${by}${reason === "" ? "" : `: ${reason}`}`;
}
