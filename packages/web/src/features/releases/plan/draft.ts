/** A plan as it stands in the form, as text, and what of it can be sent. Pure. */
import type { BodyInputOf, Gate, Release, releaseEndpoints } from "@halcyon/contracts";
import { parseSteps, stepsOfPlan, type StepsProblem } from "./steps-input.ts";

export interface GateDraft {
  readonly kind: Gate["kind"];
  /** The step it stands after; empty: after every step. */
  readonly after: string;
  readonly minutes: string;
  readonly url: string;
  readonly status: string;
  readonly timeoutSeconds: number;
  readonly expression: string;
}

export interface Draft {
  readonly by: "image" | "version";
  /** Null: that of the newest version, so the newest version. */
  readonly image: string | null;
  /** Empty: the newest. */
  readonly version: string;
  /** Empty: the app's policy. */
  readonly steps: string;
  readonly order: "rooms" | "across";
  readonly finishOrder: "at-once" | "in-order";
  readonly gates: readonly GateDraft[];
  readonly limitMinutes: string;
  readonly expiresHours: string;
  readonly message: string;
}

export const manualGate: GateDraft = {
  kind: "manual",
  after: "",
  minutes: "5",
  url: "",
  status: "200",
  timeoutSeconds: 5,
  expression: "",
};

export const emptyDraft: Draft = {
  by: "image",
  image: null,
  version: "",
  steps: "",
  order: "rooms",
  finishOrder: "at-once",
  gates: [manualGate],
  limitMinutes: "10",
  expiresHours: "72",
  message: "",
};

export type GateProblem = "gateMinutesWrong" | "gateUrlWrong" | "gateExpressionMissing";

/** What is wrong with what has been typed, field by field; the server judges the rest. */
export interface DraftProblems {
  readonly steps: StepsProblem | null;
  /** In the order of the gates, null where nothing is. */
  readonly gates: readonly (GateProblem | null)[];
}

type PlanBody = Omit<BodyInputOf<typeof releaseEndpoints.edit>, "image" | "version">;

export function problemsOf(draft: Draft): DraftProblems {
  const parsed = draft.steps.trim() === "" ? null : parseSteps(draft.steps);
  return {
    steps: parsed !== null && "problem" in parsed ? parsed : null,
    gates: draft.gates.map(gateProblem),
  };
}

export const sound = ({ steps, gates }: DraftProblems): boolean =>
  steps === null && gates.every((one) => one === null);

function gateProblem(gate: GateDraft): GateProblem | null {
  switch (gate.kind) {
    case "manual":
      return null;
    case "wait":
      return gate.minutes.trim() !== "" && Number(gate.minutes) >= 0 ? null : "gateMinutesWrong";
    case "http": {
      const url = URL.parse(gate.url.trim());
      return url !== null && /^https?:$/.test(url.protocol) ? null : "gateUrlWrong";
    }
    case "cel":
      return gate.expression.trim() === "" ? "gateExpressionMissing" : null;
  }
}

function gateOf(draft: GateDraft): Gate {
  const after = draft.after === "" ? {} : { after: Number(draft.after) };
  switch (draft.kind) {
    case "manual":
      return { kind: "manual", ...after };
    case "wait":
      return { kind: "wait", minutes: Number(draft.minutes), ...after };
    case "http": {
      const { timeoutSeconds } = draft;
      return { kind: "http", url: draft.url.trim(), status: Number(draft.status), timeoutSeconds, ...after };
    }
    case "cel":
      return { kind: "cel", expression: draft.expression.trim(), ...after };
  }
}

/** What is released: one of both, or neither for the newest version. */
export function subjectOf(draft: Draft): { image?: string; version?: number } {
  if (draft.by === "image") {
    const image = draft.image?.trim() ?? "";
    return image === "" ? {} : { image };
  }
  return draft.version === "" ? {} : { version: Number(draft.version) };
}

/** The plan part of a sound draft, as the server takes it. */
export function planBodyOf(draft: Draft): PlanBody {
  const parsed = draft.steps.trim() === "" ? null : parseSteps(draft.steps);
  return {
    ...(parsed !== null && "steps" in parsed ? { steps: parsed.steps } : {}),
    order: draft.order,
    finishOrder: draft.finishOrder,
    gates: draft.gates.map(gateOf),
    stepTimeLimitSeconds: Math.round(Number(draft.limitMinutes) * 60),
    expiresInHours: Math.round(Number(draft.expiresHours)),
    message: draft.message,
  };
}

/** A stored plan as a draft that would make it again. */
export function draftOf({ plan, message, toVersion }: Release): Draft {
  return {
    ...emptyDraft,
    by: "version",
    version: String(toVersion),
    steps: stepsOfPlan(plan),
    order: plan.order,
    finishOrder: plan.finishOrder,
    gates: gatesOfPlan(plan.steps.map(({ gates }) => gates)).map(gateDraftOf),
    limitMinutes: String(plan.stepTimeLimitSeconds / 60),
    expiresHours: String(plan.expiresInHours),
    message,
  };
}

/** Each gate once: one without `after` stands at every boundary. */
function gatesOfPlan(boundaries: readonly (readonly Gate[])[]): readonly Gate[] {
  const gates = new Map(boundaries.flat().map((gate) => [JSON.stringify(gate), gate]));
  return [...gates.values()];
}

function gateDraftOf(gate: Gate): GateDraft {
  const after = gate.after === undefined ? "" : String(gate.after);
  const base = { ...manualGate, kind: gate.kind, after };
  switch (gate.kind) {
    case "manual":
      return base;
    case "wait":
      return { ...base, minutes: String(gate.minutes) };
    case "http":
      return { ...base, url: gate.url, status: String(gate.status), timeoutSeconds: gate.timeoutSeconds };
    case "cel":
      return { ...base, expression: gate.expression };
  }
}

/** Of an edit, what differs from the plan as it stood: what is not sent stays as it was. */
export function editOf(before: Draft, after: Draft): BodyInputOf<typeof releaseEndpoints.edit> {
  const [was, is] = [planBodyOf(before), planBodyOf(after)];
  const plan = Object.fromEntries(
    Object.entries(is).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(was[key as keyof PlanBody]),
    ),
  );
  const [old, subject] = [subjectOf(before), subjectOf(after)];
  return { ...plan, ...(JSON.stringify(old) === JSON.stringify(subject) ? {} : subject) };
}
