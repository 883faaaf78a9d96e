/** Releases: plan, approval, steps, rollback; and freezes, in which none begins. */
import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { label, timestamp } from "./names.ts";
import { pageOf, pageQuery } from "./page.ts";
import { gate, order, plan, releaseId, stepsInput } from "./release-plan.ts";
import { freeze, instance, release, releaseState, timelineEntry } from "./release-views.ts";

const reason = z.string().trim().min(1).max(500);
const params = z.object({ release: releaseId });
const expect = z
  .int()
  .min(0)
  .max(10_000)
  .describe("the step the caller believes comes next; another answer is 409 and nothing moves");

const targetDiffs = z.array(
  z.object({ target: z.string(), diff: z.string().describe("unified; empty when equal") }),
);

const planInput = {
  steps: stepsInput
    .optional()
    .describe(
      "1 | [1,2,2,2,3] | ['10%','50%','100%'] (percentages are cumulative); default: the app's policy",
    ),
  order: order.optional().describe("default rooms"),
  finishOrder: z.enum(["at-once", "in-order"]).optional().describe("default at-once"),
  gates: z
    .array(gate)
    .max(20)
    .optional()
    .describe(
      "what stands between two steps; a gate without `after` stands after every step; default: a person",
    ),
  stepTimeLimitSeconds: z.int().min(5).max(86_400).optional().describe("default 600"),
  expiresInHours: z.int().min(1).max(720).optional().describe("how long an approval is good for; default 72"),
  message: z.string().max(2000).optional(),
};

export const releaseCreate = z.strictObject({
  app: label,
  image: z.string().max(512).optional().describe("release the current spec with this image"),
  version: z.int().min(1).optional().describe("release this version of the app; default: the newest"),
  dryRun: z.boolean().default(false).describe("answer the plan and store nothing"),
  ...planInput,
});

export const releaseEndpoints = {
  create: endpoint({
    id: "release.create",
    method: "POST",
    path: "/api/v1/releases",
    summary: "Plan a release; nothing moves",
    description:
      "The plan is shown before anything happens: rendered diff, which instances each step takes, gates, least duration. With dryRun nothing is stored.",
    body: releaseCreate,
    output: z.object({
      release: release.nullable(),
      plan,
      hash: z.string(),
      diff: targetDiffs.describe("with dryRun: what would change in the rendered manifests"),
    }),
    permission: "release.write",
    scope: "any",
    audit: "release.plan",
    status: 201,
  }),
  list: endpoint({
    id: "release.list",
    method: "GET",
    path: "/api/v1/releases",
    summary: "Releases, newest first",
    query: z.object({
      ...pageQuery,
      app: label.optional(),
      team: label.optional(),
      state: releaseState.optional(),
      open: z.enum(["true", "false"]).optional().describe("true: those not closed"),
    }),
    output: pageOf(release),
    permission: "release.read",
    scope: "any",
  }),
  listWatch: endpoint({
    id: "release.list.watch",
    method: "GET",
    path: "/api/v1/releases/watch",
    summary: "The newest releases, again whenever one changes",
    query: z.object({
      limit: pageQuery.limit,
      app: label.optional(),
      team: label.optional(),
      state: releaseState.optional(),
      open: z.enum(["true", "false"]).optional().describe("true: those not closed"),
    }),
    output: pageOf(release),
    permission: "release.read",
    scope: "any",
    kind: "events",
  }),
  get: endpoint({
    id: "release.get",
    method: "GET",
    path: "/api/v1/releases/:release",
    summary: "One release with its plan and its targets as last observed",
    params,
    output: release,
    permission: "release.read",
    scope: "release",
  }),
  edit: endpoint({
    id: "release.edit",
    method: "PATCH",
    path: "/api/v1/releases/:release",
    summary: "Change a plan that has not started; voids its approval",
    params,
    body: z.strictObject({
      image: z.string().max(512).optional(),
      version: z.int().min(1).optional(),
      ...planInput,
    }),
    output: release,
    permission: "release.write",
    scope: "release",
    audit: "release.edit",
  }),
  diff: endpoint({
    id: "release.diff",
    method: "GET",
    path: "/api/v1/releases/:release/diff",
    summary: "Rendered manifests of both versions compared, per target",
    params,
    output: z.object({ items: targetDiffs }),
    permission: "release.read",
    scope: "release",
  }),
  instances: endpoint({
    id: "release.instances",
    method: "GET",
    path: "/api/v1/releases/:release/instances",
    summary: "The new instances with their IPs, step by step",
    params,
    query: z.object({ step: z.coerce.number().int().min(1).optional() }),
    output: z.object({ items: z.array(instance), unreachable: z.array(z.string()) }),
    permission: "release.read",
    scope: "release",
  }),
  timeline: endpoint({
    id: "release.timeline",
    method: "GET",
    path: "/api/v1/releases/:release/timeline",
    summary: "Who did what, when, to which instances",
    params,
    query: z.object({ ...pageQuery }),
    output: pageOf(timelineEntry),
    permission: "release.read",
    scope: "release",
  }),
  watch: endpoint({
    id: "release.watch",
    method: "GET",
    path: "/api/v1/releases/:release/watch",
    summary: "The release each time it changes, until it closes",
    params,
    output: release,
    permission: "release.read",
    scope: "release",
    kind: "events",
  }),
  approve: endpoint({
    id: "release.approve",
    method: "POST",
    path: "/api/v1/releases/:release/approve",
    summary: "Approve exactly this content; never one's own",
    params,
    body: z.strictObject({
      hash: z.string().describe("the hash of what the approver has seen"),
      comment: z.string().max(2000).default(""),
    }),
    output: release,
    permission: "release.approve",
    scope: "release",
    audit: "release.approve",
  }),
  reject: endpoint({
    id: "release.reject",
    method: "POST",
    path: "/api/v1/releases/:release/reject",
    summary: "Decline a plan, with a reason",
    params,
    body: z.strictObject({ reason }),
    output: release,
    permission: "release.approve",
    scope: "release",
    audit: "release.reject",
  }),
  next: endpoint({
    id: "release.next",
    method: "POST",
    path: "/api/v1/releases/:release/next",
    summary: "Go one step on (the first starts the release)",
    description:
      "409 with the reason while the step in force is not Ready or a gate has not passed; never queued.",
    params,
    body: z.strictObject({ expect: expect.optional() }),
    output: release,
    permission: "release.run",
    scope: "release",
    audit: "release.next",
    status: 202,
  }),
  finish: endpoint({
    id: "release.finish",
    method: "POST",
    path: "/api/v1/releases/:release/finish",
    summary: "Release all: the rest without gates",
    params,
    body: z.strictObject({ expect: expect.optional() }),
    output: release,
    permission: "release.run",
    scope: "release",
    audit: "release.finish",
    status: 202,
  }),
  hold: endpoint({
    id: "release.hold",
    method: "POST",
    path: "/api/v1/releases/:release/hold",
    summary: "Stop where it is; answered once no earlier write can still arrive",
    params,
    body: z.strictObject({ reason }),
    output: release,
    permission: "release.run",
    scope: "release",
    audit: "release.hold",
  }),
  resume: endpoint({
    id: "release.resume",
    method: "POST",
    path: "/api/v1/releases/:release/resume",
    summary: "Go on after a hold, an abort --keep, or a foreign edit",
    params,
    body: z.strictObject({
      putBack: z.boolean().default(false).describe("overwrite the foreign edit that stopped the release"),
      reason: z.string().max(500).default(""),
    }),
    output: release,
    permission: "release.run",
    scope: "release",
    audit: "release.resume",
    status: 202,
  }),
  abort: endpoint({
    id: "release.abort",
    method: "POST",
    path: "/api/v1/releases/:release/abort",
    summary: "Give up: keep the mix at rest, or go back at once",
    params,
    body: z.strictObject({ mode: z.enum(["keep", "back"]), reason }),
    output: release,
    permission: "release.run",
    scope: "release",
    audit: "release.abort",
    status: 202,
  }),
  rollback: endpoint({
    id: "release.rollback",
    method: "POST",
    path: "/api/v1/releases/:release/rollback",
    summary:
      "Back to the predecessor, stepwise through the same gates or express; with `forward`, of a rollback: forward again",
    description:
      "Approved with the release and allowed in a freeze with a reason. Does not undo database migrations.",
    params,
    body: z.strictObject({
      mode: z.enum(["stepwise", "express"]),
      reason,
      forward: z.boolean().default(false).describe("turn a rollback around: towards the new version again"),
    }),
    output: release,
    permission: "release.run",
    scope: "release",
    audit: "release.rollback",
    status: 202,
  }),
  skip: endpoint({
    id: "release.skip",
    method: "POST",
    path: "/api/v1/releases/:release/skip",
    summary: "Leave a target as it is; its share is not given to others",
    params,
    body: z.strictObject({ target: z.string().min(1).max(200), reason }),
    output: release,
    permission: "release.run",
    scope: "release",
    audit: "release.skip",
  }),
  freezes: endpoint({
    id: "freeze.list",
    method: "GET",
    path: "/api/v1/freezes",
    summary: "Freezes in force and to come",
    query: z.object({ ...pageQuery }),
    output: pageOf(freeze),
    permission: "release.read",
    scope: "any",
  }),
  freeze: endpoint({
    id: "freeze.create",
    method: "POST",
    path: "/api/v1/freezes",
    summary: "Forbid changes for a while",
    body: z.strictObject({
      scope: z.enum(["all", "team", "app"]),
      name: label.optional(),
      from: timestamp.optional(),
      until: timestamp,
      reason,
    }),
    output: freeze,
    permission: "app.policy",
    scope: "global",
    audit: "freeze.create",
    status: 201,
  }),
  thaw: endpoint({
    id: "freeze.delete",
    method: "DELETE",
    path: "/api/v1/freezes/:freeze",
    summary: "End a freeze",
    params: z.object({ freeze: z.uuid() }),
    output: z.object({ deleted: z.literal(true) }),
    permission: "app.policy",
    scope: "global",
    audit: "freeze.delete",
  }),
} as const;
