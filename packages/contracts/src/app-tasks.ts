/** Schedules and jobs of an app, as they are in clusters: what ran, how it ended, and starting one by hand. */
import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { label, timestamp } from "./names.ts";

export const taskRun = z.object({
  cluster: label,
  name: z.string().describe("the Job's name"),
  state: z.enum(["running", "done", "failed"]),
  reason: z.string().describe("why it failed; empty otherwise"),
  release: z.string().nullable().describe("the release it ran in; null for a schedule's, or by hand"),
  startedAt: timestamp.nullable(),
  endedAt: timestamp.nullable(),
});
export type TaskRun = z.infer<typeof taskRun>;

export const appTask = z.object({
  kind: z.enum(["schedule", "job"]),
  name: z.string(),
  when: z.string().describe("of a schedule its cron line; of a job: before, after or manual"),
  clusters: z.array(label).describe("where the version that runs has it"),
  runs: z.array(taskRun).describe("newest first, at most ten"),
});
export type AppTask = z.infer<typeof appTask>;

export const taskEndpoints = {
  tasks: endpoint({
    id: "app.tasks",
    method: "GET",
    path: "/api/v1/apps/:app/tasks",
    summary: "Lists an app's schedules and jobs, as the versions that run have them, with their last runs",
    params: z.object({ app: label }),
    output: z.object({ items: z.array(appTask), unreachable: z.array(label) }),
    permission: "app.read",
    scope: "app",
  }),
  runJob: endpoint({
    id: "app.runJob",
    method: "POST",
    path: "/api/v1/apps/:app/jobs/:job/run",
    summary: "Runs a job of the version that runs: one that is there to be run by hand",
    params: z.object({ app: label, job: label }),
    body: z.strictObject({ cluster: label.optional().describe("in this cluster only") }),
    output: z.object({ runs: z.array(z.object({ cluster: label, name: z.string() })) }),
    permission: "release.run",
    scope: "app",
    audit: "app.run_job",
  }),
};
