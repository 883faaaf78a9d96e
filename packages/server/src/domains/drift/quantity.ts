/** Amounts as the API server stores them: it writes `1000m` as `1`. Pure. */
import type { FieldPath } from "#kube/managed-fields.ts";

const factors: Readonly<Record<string, number>> = {
  "": 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

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

function amountOf(value: unknown): number | null {
  const match = /^([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([a-zA-Z]*)$/.exec(String(value));
  const factor = match === null ? undefined : factors[match[2] ?? ""];
  return match === null || factor === undefined ? null : Number(match[1]) * factor;
}
