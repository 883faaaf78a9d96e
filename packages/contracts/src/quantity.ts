const units: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A quantity as a number: processors or bytes. */
export function amount(quantity: string | number): number {
  if (typeof quantity === "number") return quantity;
  const match = /^([0-9.]+)([A-Za-z]*)$/.exec(quantity);
  return Number(match?.[1] ?? Number.NaN) * (units[match?.[2] ?? ""] ?? Number.NaN);
}
