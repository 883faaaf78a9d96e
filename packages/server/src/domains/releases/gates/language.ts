/** The language of CEL gates: which names an expression may use. Used by the plan to check, by a thread to evaluate. */
import { Environment } from "@marcbachmann/cel-js";
import type { TargetStatus } from "@halcyon/contracts";

/** Counts an expression may use. */
export interface GateFacts {
  readonly step: number;
  readonly steps: number;
  readonly allowed: number;
  readonly total: number;
  readonly targets: readonly TargetStatus[];
  /** Milliseconds since the step became Ready. */
  readonly readyFor: number;
  /** Container restarts over all new instances. */
  readonly restarts: number;
}

/** An expression's value as text, and whether it is exactly true; or why it has none. */
export type ExpressionAnswer =
  | { readonly value: string; readonly passed: boolean }
  | { readonly error: string };

const environment = new Environment()
  .registerVariable("step", "int")
  .registerVariable("steps", "int")
  .registerVariable("allowed", "int")
  .registerVariable("total", "int")
  .registerVariable("readyMinutes", "double")
  .registerVariable("restarts", "int")
  .registerVariable("new", "map")
  .registerVariable("old", "map")
  .registerVariable("targets", "list");

/** What is wrong with an expression before it is used, null when nothing is. */
export function expressionProblem(expression: string): string | null {
  const checked = environment.check(expression);
  if (!checked.valid) return `cel '${expression}': ${firstLine(checked.error)}`;
  if (checked.type !== "bool" && checked.type !== "dyn")
    return `cel '${expression}' is ${checked.type}, not true or false`;
  return null;
}

/** Numbers are CEL ints, but `readyMinutes`. May take any time and memory: see evaluator.ts. */
export function evaluateExpression(expression: string, facts: GateFacts): ExpressionAnswer {
  const sum = (value: (target: TargetStatus) => number) =>
    BigInt(facts.targets.reduce((all, target) => all + value(target), 0));
  try {
    const value: unknown = environment.evaluate(expression, {
      step: BigInt(facts.step),
      steps: BigInt(facts.steps),
      allowed: BigInt(facts.allowed),
      total: BigInt(facts.total),
      readyMinutes: facts.readyFor / 60_000,
      restarts: BigInt(facts.restarts),
      new: {
        total: sum((one) => one.newInstances),
        ready: sum((one) => one.newReady),
        restarts: BigInt(facts.restarts),
      },
      old: { total: sum((one) => one.oldInstances), ready: sum((one) => one.oldReady) },
      targets: facts.targets.map((one) => ({
        name: one.target,
        cluster: one.cluster,
        room: one.room,
        phase: one.phase,
        satisfied: one.satisfied,
        allowed: BigInt(one.allowed),
        new: BigInt(one.newInstances),
        ready: BigInt(one.newReady),
      })),
    });
    return { value: String(value).slice(0, 200), passed: value === true };
  } catch (error) {
    return { error: firstLine(error) };
  }
}

export const firstLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
