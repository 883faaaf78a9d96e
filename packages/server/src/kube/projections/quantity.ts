const units: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
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

/**
 * A Kubernetes quantity as a number in its base unit: "100m" is 0.1, "1Gi" 1073741824, "1e3" 1000. 0 for what is
 * none: the API server has checked it, so that would be a form this code does not know.
 */
export function quantity(text: string | number | undefined): number {
  return amountOf(text) ?? 0;
}

/** The same of any value; null for what is none. */
export function amountOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  const match = /^([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([A-Za-z]*)$/.exec(String(value));
  const amount = Number(match?.[1]) * (units[match?.[2] ?? ""] ?? Number.NaN);
  return Number.isFinite(amount) ? amount : null;
}

export interface ResourceValues {
  readonly cpu?: string | number;
  readonly memory?: string | number;
  readonly pods?: string | number;
}

/** Thousandths of a core, rounded up as the scheduler does. */
export function cpuMilli(values: ResourceValues | undefined): number {
  // The least is 0, not -0, which the engine would keep as an object of its own.
  return Math.max(0, Math.ceil(quantity(values?.cpu) * 1000 - 1e-6));
}

/** KiB rather than bytes: fits a small integer up to 2 TiB, which costs no allocation per object. */
export function memoryKib(values: ResourceValues | undefined): number {
  return Math.ceil(quantity(values?.memory) / 1024);
}
