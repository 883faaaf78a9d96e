/** Amounts as the API server stores them: it writes `1000m` as `1`. Pure. */
import type { FieldPath } from "#kube/managed-fields.ts";
import { amountOf } from "#kube/projections/quantity.ts";

const amounts = new Set(["limits", "requests", "averageValue", "value", "sizeLimit", "divisor"]);

/** Whether two values are one amount, written in two ways; only where the API has amounts. */
export function sameQuantity(path: FieldPath, a: unknown, b: unknown): boolean {
  const [parent, name] = path.slice(-2);
  const amount = (step: unknown) => typeof step === "string" && amounts.has(step);
  if (!amount(name) && !amount(parent)) return false;
  // An environment variable's value is text, whatever it looks like.
  if (name === "value" && typeof parent === "object") return false;
  const [left, right] = [amountOf(a), amountOf(b)];
  return left !== null && right !== null && Math.abs(left - right) <= Math.abs(left) * 1e-9;
}
