import { z } from "zod";
import { timestamp } from "./names.ts";

/** `frontpage-12`: the app's name and the release's number in it. */
export const releaseId = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?-[0-9]+$/, "an app's name and a number: frontpage-12");

/** Rooms one after the other, or every step spread across all. */
export const order = z.enum(["rooms", "across"]);
export type Order = z.infer<typeof order>;

const count = z.int().min(1).max(100_000);
const percent = z.string().regex(/^(100|[1-9]?\d(\.\d+)?)%$/, "a percentage such as 25%");

/** A size, a list of sizes (the last repeats), or cumulative percentages. */
export const stepsInput = z.union([count, z.array(count).min(1).max(500), z.array(percent).min(1).max(100)]);
export type StepsInput = z.infer<typeof stepsInput>;

const after = z.int().min(1).optional().describe("the step it stands after; without it, after every step");

/** What stands between two steps. All gates of a boundary must pass; without a manual one it goes on by itself. */
export const gate = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("manual"), after }),
  z.strictObject({ kind: z.literal("wait"), after, minutes: z.number().min(0).max(10_080) }),
  z.strictObject({
    kind: z.literal("http"),
    after,
    url: z.url({ protocol: /^https?$/ }).max(2000),
    status: z.int().min(100).max(599).default(200),
    timeoutSeconds: z.int().min(1).max(60).default(5),
  }),
  z.strictObject({
    kind: z.literal("cel"),
    after,
    expression: z
      .string()
      .min(1)
      .max(2000)
      .describe("over what Halcyon observes: new.ready == new.total && new.restarts == 0"),
  }),
]);
export type Gate = z.infer<typeof gate>;

/** A job that runs with a target: before anything of it moves, or after all of it has. */
export const planJob = z.object({
  name: z.string(),
  when: z.enum(["before", "after"]),
  cluster: z.string().describe("where it runs: of a job that runs once for the release, the first cluster"),
  hash: z.string().describe("the rendered Job's name"),
});
export type PlanJob = z.infer<typeof planJob>;

/** One workload in one cluster, as planned. */
export const planTarget = z.object({
  target: z.string().describe("stable name: the cluster's for a Deployment"),
  kind: z.enum(["deployment", "statefulset", "daemonset", "job"]),
  cluster: z.string(),
  room: z.string(),
  namespace: z.string(),
  workload: z.string(),
  from: z.int().nullable().describe("the version that runs here; null: nothing does"),
  replicas: z.int().describe("R when planned: live where it runs, else the spec's"),
  unavailable: z.int().describe("how many of R may be missing; floor = R - unavailable"),
  digests: z.object({ from: z.string().nullable(), to: z.string() }).describe("of the rendered manifests"),
  jobs: z.array(planJob).optional(),
  stepped: z.boolean().describe("false: the pod template does not change, the target goes as a whole"),
  restores: z
    .literal(true)
    .optional()
    .describe("what others changed here is overwritten: decided with the plan, and approved with it"),
});
export type PlanTarget = z.infer<typeof planTarget>;

export const planStep = z.object({
  size: z.int(),
  cumulative: z.int(),
  shares: z
    .record(z.string(), z.int())
    .describe("target -> instances of the new version in all, after this step"),
  gates: z.array(gate).describe("what stands after it"),
});
export type PlanStep = z.infer<typeof planStep>;

export const plan = z.object({
  images: z.object({ from: z.array(z.string()), to: z.array(z.string()) }),
  order,
  finishOrder: z.enum(["at-once", "in-order"]),
  total: z.int(),
  targets: z.array(planTarget),
  steps: z.array(planStep),
  stepTimeLimitSeconds: z.int(),
  leastDurationSeconds: z.int().describe("the sum of the wait gates; people and pods come on top"),
  expiresInHours: z.int(),
  plannedAt: timestamp,
  warnings: z.array(z.string()),
});
export type Plan = z.infer<typeof plan>;
