/** What the API shows of releases: states, targets, instances, the timeline, freezes. */
import { z } from "zod";
import { label, timestamp } from "./names.ts";
import { gate, plan, releaseId } from "./release-plan.ts";

/** Life of a release. `aborted` is a mix at rest: it keeps its app's slot until it is rolled back or resumed. */
export const releaseStates = [
  "planned",
  "approved",
  "running",
  "held",
  "stopped",
  "done",
  "rolled-back",
  "aborted",
  "cancelled",
  "rejected",
] as const;
export const releaseState = z.enum(releaseStates);
export type ReleaseState = z.infer<typeof releaseState>;

/** What a release waits for, the end of its one sentence. */
export const waiting = z.object({
  for: z.enum(["approval", "start", "next", "gate", "ready", "target", "person", "nobody"]),
  reason: z
    .string()
    .describe("one clause: 'waiting for you', '2 pods of north-mobile are not Ready: ImagePullBackOff'"),
});
export type Waiting = z.infer<typeof waiting>;

/** One target as the engine last saw it. */
export const targetStatus = z.object({
  target: z.string(),
  cluster: z.string(),
  room: z.string(),
  phase: z.enum(["untouched", "working", "at-rest", "finished", "skipped", "stopped", "unreachable"]),
  replicas: z.int().describe("current R, 0 while unknown"),
  allowed: z.int().describe("this target's part of the allowance, of the current R"),
  newInstances: z.int(),
  newReady: z.int(),
  oldInstances: z.int(),
  oldReady: z.int(),
  satisfied: z.boolean().describe("everything the step asks of this target is done and Ready"),
  reason: z.string().nullable().describe("why it is not satisfied"),
  explain: z.array(z.string()).describe("events, container states and last log lines once a step is late"),
  drift: z
    .object({ what: z.string(), who: z.string(), at: timestamp.nullable() })
    .nullable()
    .describe("a foreign edit that stopped the release"),
  observedAt: timestamp.nullable(),
});
export type TargetStatus = z.infer<typeof targetStatus>;

/** A pod released by a step, for testers. */
export const instance = z.object({
  step: z.int().describe("the step that released it"),
  target: z.string(),
  cluster: z.string(),
  room: z.string(),
  name: z.string(),
  ip: z.string().nullable(),
  node: z.string().nullable(),
  ready: z.boolean(),
  phase: z.string(),
  reason: z.string().nullable(),
});
export type ReleaseInstance = z.infer<typeof instance>;

export const approval = z.object({
  by: z.string(),
  at: timestamp,
  hash: z.string(),
  expiresAt: timestamp,
  comment: z.string(),
});

export const gateStatus = z.object({
  gate,
  passed: z.boolean(),
  reason: z.string(),
  since: timestamp.nullable(),
});
export type GateStatus = z.infer<typeof gateStatus>;

export const release = z.object({
  id: releaseId,
  app: label,
  team: z.string(),
  number: z.int(),
  author: z.string(),
  message: z.string(),
  createdAt: timestamp,
  updatedAt: timestamp,
  closedAt: timestamp.nullable(),
  state: releaseState,
  direction: z.enum(["forward", "back"]),
  fromVersion: z.int().nullable(),
  toVersion: z.int(),
  plan,
  hash: z.string().describe("what an approval binds to"),
  approval: approval.nullable(),
  position: z.int().describe("the step in force: 0 before the first, steps.length at the end"),
  steps: z.int(),
  allowed: z.int().describe("instances of the new version allowed now, over all targets"),
  instances: z.object({ new: z.int(), newReady: z.int(), old: z.int(), oldReady: z.int(), total: z.int() }),
  stepReady: z.boolean(),
  stepLate: z.boolean().describe("the step did not become Ready in its time limit"),
  finishing: z.boolean(),
  gates: z.array(gateStatus).describe("what stands before the next step"),
  targets: z.array(targetStatus),
  waiting,
  sentence: z.string().describe("step 2 of 5: 3 of 10 allowed, 3 ready; waiting for you."),
  skipped: z.array(z.object({ target: z.string(), reason: z.string(), by: z.string() })),
  reason: z.string().nullable().describe("given by the person who held, aborted, rejected or rolled back"),
  acknowledged: z
    .boolean()
    .describe("the engine has seen the last command and no earlier write is under way"),
  may: z
    .array(
      z.enum([
        "approve",
        "reject",
        "edit",
        "next",
        "finish",
        "hold",
        "resume",
        "abort",
        "rollback",
        "skip",
        "put-back",
      ]),
    )
    .describe("what the caller may do now"),
});
export type Release = z.infer<typeof release>;

export const timelineEntry = z.object({
  seq: z.int(),
  at: timestamp,
  actor: z.string(),
  kind: z.string().describe("planned, approved, next, step-ready, write, drift, ..."),
  step: z.int().nullable(),
  target: z.string().nullable(),
  text: z.string(),
  instances: z.array(z.string()).describe("names of the pods concerned"),
  detail: z.record(z.string(), z.unknown()),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

export const freeze = z.object({
  id: z.string(),
  scope: z.enum(["all", "team", "app"]),
  name: z.string().nullable().describe("the team or app"),
  from: timestamp,
  until: timestamp,
  reason: z.string(),
  createdBy: z.string(),
});
export type Freeze = z.infer<typeof freeze>;
