/**
 * How pods behave in the lab. Labels on the pod (that is, on the pod template) choose:
 *
 *   lab.halcyon.dev/ready-after: "5s"      Ready after that time; without it at once
 *   lab.halcyon.dev/ready: "never"         runs, but never becomes Ready
 *   lab.halcyon.dev/ready: "flapping"      Ready and not Ready in turn, every lab.halcyon.dev/flap-every (default 2s)
 *   lab.halcyon.dev/crash-after: "5s"      its containers crash that long after they became Ready: CrashLoopBackOff
 *   lab.halcyon.dev/restart-after: "5s"    a crashed pod comes back after that time, to crash again; else it stays down
 *   lab.halcyon.dev/terminate-after: "5s"  takes that long to end once deleted; without it, it ends at once
 *   lab.halcyon.dev/complete-after: "5s"   how long a pod of a Job runs (default 1s)
 *
 * kwok picks at random among all stages that match a pod, so the requirements below exclude each other.
 */
import { completed, crashed, started, turned } from "#kwok/pod-templates.ts";
import { label, type Requirement, stage } from "#kwok/stage.ts";

const readyStatus = '.status.conditions.[] | select( .type == "Ready" ) | .status';
const waitingReason = ".status.containerStatuses.[].state.waiting.reason";
const ownerKind = ".metadata.ownerReferences.[].kind";

const alive: Requirement = [".metadata.deletionTimestamp", "DoesNotExist"];
const deleted: Requirement = [".metadata.deletionTimestamp", "Exists"];
const pending: Requirement = [".status.phase", "In", "Pending"];
const running: Requirement = [".status.phase", "In", "Running"];
const isReady: Requirement = [readyStatus, "In", "True"];
const isUnready: Requirement = [readyStatus, "NotIn", "True"];
const isUp: Requirement = [waitingReason, "DoesNotExist"];
const isDown: Requirement = [waitingReason, "Exists"];
const ofJob: Requirement = [ownerKind, "In", "Job"];
const notOfJob: Requirement = [ownerKind, "NotIn", "Job"];
const never: Requirement = [label("ready"), "In", "never"];
const notNever: Requirement = [label("ready"), "NotIn", "never"];
const flapping: Requirement = [label("ready"), "In", "flapping"];
const has = (name: string): Requirement => [label(name), "Exists"];
const hasNot = (name: string): Requirement => [label(name), "DoesNotExist"];

const unhealthy = {
  type: "Warning" as const,
  reason: "Unhealthy",
  message: "Readiness probe failed: HTTP probe failed with statuscode: 503",
};
const backOff = {
  type: "Warning" as const,
  reason: "BackOff",
  message: "Back-off restarting failed container",
};

const up: Requirement[] = [alive, running, isUp, notOfJob];
const down: Requirement[] = [alive, running, isDown, notOfJob];
const kind = "Pod" as const;

export const podStages: object[] = [
  {
    name: "pod-start-ready",
    when: [alive, pending, notNever, hasNot("ready-after")],
    status: started("ready"),
  },
  {
    name: "pod-start-slow",
    when: [alive, pending, notNever, has("ready-after")],
    status: started("unready"),
  },
  { name: "pod-start-never", when: [alive, pending, never], status: started("unready"), event: unhealthy },
  {
    name: "pod-ready-after",
    when: [
      ...up,
      isUnready,
      has("ready-after"),
      [label("ready"), "NotIn", "never", "flapping"] as Requirement,
    ],
    delay: { label: "ready-after", defaultMs: 0 },
    status: turned("ready"),
  },
  {
    name: "pod-flap-down",
    when: [...up, isReady, flapping, hasNot("crash-after")],
    delay: { label: "flap-every", defaultMs: 2_000 },
    status: turned("unready"),
    event: unhealthy,
  },
  {
    name: "pod-flap-up",
    when: [...up, isUnready, flapping, hasNot("crash-after")],
    delay: { label: "flap-every", defaultMs: 2_000 },
    status: turned("ready"),
  },
  {
    name: "pod-crash",
    when: [...up, isReady, has("crash-after")],
    delay: { label: "crash-after", defaultMs: 0 },
    status: crashed,
    event: backOff,
  },
  {
    name: "pod-crash-never-ready",
    when: [...up, isUnready, never, has("crash-after")],
    delay: { label: "crash-after", defaultMs: 0 },
    status: crashed,
    event: backOff,
  },
  {
    name: "pod-restart",
    when: [...down, notNever, has("restart-after")],
    delay: { label: "restart-after", defaultMs: 0 },
    status: turned("ready", true),
  },
  {
    name: "pod-restart-never-ready",
    when: [...down, never, has("restart-after")],
    delay: { label: "restart-after", defaultMs: 0 },
    status: turned("unready", true),
  },
  {
    name: "pod-complete",
    when: [alive, running, ofJob],
    delay: { label: "complete-after", defaultMs: 1_000 },
    status: completed,
  },
  { name: "pod-terminate", when: [deleted, hasNot("terminate-after")], delete: true },
  {
    name: "pod-terminate-slow",
    when: [deleted, has("terminate-after")],
    delay: { label: "terminate-after", defaultMs: 0 },
    delete: true,
  },
].map((spec) => stage({ kind, ...spec }));
