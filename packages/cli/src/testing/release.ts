import type { Plan, Release, TargetStatus } from "@halcyon/contracts";

const at = "2026-11-23T12:00:00Z";
const rooms = ["north-mobile", "south-telecom"] as const;

/** Two rooms with 3 and 2 instances, in the steps 1, 2, 2. */
export const samplePlan: Plan = {
  images: { from: ["registry.demo/frontpage:1"], to: ["registry.demo/frontpage:2"] },
  order: "rooms",
  finishOrder: "at-once",
  total: 5,
  targets: rooms.map((room, index) => ({
    target: room,
    kind: "deployment",
    cluster: room,
    room,
    namespace: "frontpage",
    workload: "frontpage",
    from: 1,
    replicas: 3 - index,
    unavailable: 0,
    digests: { from: "sha256:a", to: "sha256:b" },
    stepped: true,
  })),
  steps: [
    {
      size: 1,
      cumulative: 1,
      shares: { "north-mobile": 1, "south-telecom": 0 },
      gates: [{ kind: "manual" }],
    },
    {
      size: 2,
      cumulative: 3,
      shares: { "north-mobile": 3, "south-telecom": 0 },
      gates: [
        { kind: "wait", minutes: 10 },
        { kind: "cel", expression: "new.restarts == 0" },
      ],
    },
    { size: 2, cumulative: 5, shares: { "north-mobile": 3, "south-telecom": 2 }, gates: [] },
  ],
  stepTimeLimitSeconds: 600,
  leastDurationSeconds: 600,
  expiresInHours: 72,
  plannedAt: at,
  warnings: ["south-telecom has room for 1 more instance only"],
};

function status(room: string, of: Partial<TargetStatus>): TargetStatus {
  return {
    target: room,
    cluster: room,
    room,
    phase: "untouched",
    replicas: 3,
    allowed: 0,
    newInstances: 0,
    newReady: 0,
    oldInstances: 3,
    oldReady: 3,
    satisfied: true,
    reason: null,
    explain: [],
    drift: null,
    observedAt: at,
    ...of,
  };
}

/** A release in the middle of its second step. */
export const sampleRelease: Release = {
  id: "frontpage-2",
  app: "frontpage",
  team: "news",
  number: 2,
  author: "developer",
  message: "the new header",
  createdAt: at,
  updatedAt: at,
  closedAt: null,
  state: "running",
  direction: "forward",
  fromVersion: 1,
  toVersion: 2,
  plan: samplePlan,
  hash: "sha256:cafe",
  approval: { by: "lead", at, hash: "sha256:cafe", expiresAt: at, comment: "" },
  position: 2,
  steps: 3,
  allowed: 3,
  instances: { new: 3, newReady: 2, old: 3, oldReady: 3, total: 5 },
  stepReady: false,
  stepLate: false,
  finishing: false,
  gates: [],
  targets: [
    status("north-mobile", {
      phase: "working",
      allowed: 3,
      newInstances: 3,
      newReady: 2,
      oldInstances: 1,
      oldReady: 1,
      satisfied: false,
      reason: "1 of 3 new instances is not Ready",
    }),
    status("south-telecom", { replicas: 2, oldInstances: 2, oldReady: 2 }),
  ],
  waiting: { for: "ready", reason: "1 pod of north-mobile is not Ready" },
  sentence: "step 2 of 3: 3 of 5 allowed, 2 ready; 1 pod of north-mobile is not Ready.",
  skipped: [],
  reason: null,
  acknowledged: true,
  may: ["hold", "abort", "rollback"],
};

/** The same release with some of it changed. */
export function releaseWith(change: Partial<Release>): Release {
  return { ...sampleRelease, ...change };
}

/** One of its targets with some of it changed. */
export function targetWith(name: (typeof rooms)[number], change: Partial<TargetStatus>): TargetStatus {
  const found = sampleRelease.targets.find(({ target }) => target === name);
  if (found === undefined) throw new Error(`the sample has no target ${name}`);
  return { ...found, ...change };
}
