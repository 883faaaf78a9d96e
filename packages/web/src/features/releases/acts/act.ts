/** What a person can ask of a release under way. */
import type { Release } from "@halcyon/contracts";

export type Act =
  | { readonly kind: "next" }
  | { readonly kind: "finish" }
  | { readonly kind: "hold" }
  | { readonly kind: "resume"; readonly putBack: boolean }
  | { readonly kind: "abort"; readonly mode: "keep" | "back" }
  | { readonly kind: "rollback"; readonly mode: "stepwise" | "express"; readonly forward: boolean }
  | { readonly kind: "skip"; readonly target: string };

export type ActKind = Act["kind"];

/** Whether the server would take the act from this person now; `put-back` is a resume that overwrites a foreign edit. */
export function mayAct({ may }: Pick<Release, "may">, kind: ActKind): boolean {
  return may.includes(kind) || (kind === "resume" && may.includes("put-back"));
}

/** The step the caller believes comes next: what makes a double click harmless. */
export function expectedStep({ position, direction, steps }: Release): number {
  return direction === "back" ? Math.max(0, position - 1) : Math.min(steps, position + 1);
}
