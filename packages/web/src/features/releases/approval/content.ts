/** What an approval binds to, compared: what changed between the content someone has read and the content now. Pure. */
import type { Gate, Plan, Release } from "@halcyon/contracts";
import { boundariesOf, sizesSaid } from "../plan/said.ts";

export interface ContentChange {
  readonly what:
    | "version"
    | "images"
    | "manifests"
    | "targets"
    | "replicas"
    | "floors"
    | "steps"
    | "gates"
    | "order"
    | "finishOrder"
    | "limit"
    | "expires";
  readonly before: string;
  readonly after: string;
}

type Content = Pick<Release, "plan" | "toVersion">;

/** How what is more than a name or a number is said. */
export interface ContentWords {
  gate(gate: Gate): string;
  order(order: Plan["order"] | Plan["finishOrder"]): string;
  duration(ms: number): string;
}

/** In the order people weigh them; empty when nothing that binds has changed. */
export function contentChanges(
  before: Content,
  after: Content,
  words: ContentWords,
): readonly ContentChange[] {
  const said: readonly (readonly [ContentChange["what"], (content: Content) => string])[] = [
    ["version", ({ toVersion }) => String(toVersion)],
    ["images", ({ plan }) => plan.images.to.join(", ")],
    ["manifests", manifests],
    ["targets", ({ plan }) => plan.targets.map(({ target }) => target).join(", ")],
    [
      "replicas",
      ({ plan }) => plan.targets.map(({ target, replicas }) => `${target} ${replicas}`).join(", "),
    ],
    [
      "floors",
      ({ plan }) =>
        plan.targets
          .map(({ target, replicas, unavailable }) => `${target} ${replicas - unavailable}`)
          .join(", "),
    ],
    ["steps", ({ plan }) => sizesSaid(plan.steps.map(({ size }) => size))],
    ["gates", ({ plan }) => gatesText(plan, words)],
    ["order", ({ plan }) => words.order(plan.order)],
    ["finishOrder", ({ plan }) => words.order(plan.finishOrder)],
    ["limit", ({ plan }) => words.duration(plan.stepTimeLimitSeconds * 1000)],
    ["expires", ({ plan }) => words.duration(plan.expiresInHours * 3_600_000)],
  ];
  return said
    .map(([what, say]) => ({ what, before: say(before), after: say(after) }))
    .filter((change) => change.before !== change.after);
}

/** The digests of what is rendered, short. */
function manifests({ plan }: Content): string {
  return plan.targets.map(({ target, digests }) => `${target} ${digests.to.slice(0, 15)}`).join(", ");
}

/** What stands at the boundaries; said once where it is the same at all. */
function gatesText(plan: Plan, words: ContentWords): string {
  const boundaries = boundariesOf(plan).map(({ first, last, gates }) => ({
    steps: first === last ? String(first) : `${first}–${last}`,
    text: gates.length === 0 ? "–" : gates.map((gate) => words.gate(gate)).join(" & "),
  }));
  if (boundaries.length <= 1) return boundaries[0]?.text ?? "–";
  return boundaries.map(({ steps, text }) => `${steps}: ${text}`).join("; ");
}
