/** Steps as people write them, as on the command line: `1`, `1,2,2,3`, `10%,50%,100%`. Pure. */
import type { Plan, StepsInput } from "@halcyon/contracts";

export type StepsProblem =
  | { readonly problem: "stepsEmpty" | "stepsMixed" | "stepsMany" }
  | { readonly problem: "stepsWhole" | "stepsPercent"; readonly part: string }
  | { readonly problem: "stepsRise"; readonly part: string; readonly before: string };

export type ParsedSteps = { readonly steps: StepsInput } | StepsProblem;

const most = { counts: 500, percentages: 100 };

/** Brackets, spaces and Chinese commas are let pass. */
export function parseSteps(text: string): ParsedSteps {
  const parts = text
    .trim()
    .replace(/^\[(.*)\]$/, "$1")
    .split(/[,，、\s]+/)
    .map((part) => part.replace("％", "%"))
    .filter((part) => part !== "");
  if (parts.length === 0) return { problem: "stepsEmpty" };
  const percentages = parts.filter((part) => part.endsWith("%")).length;
  if (percentages === 0) return counts(parts);
  return percentages < parts.length ? { problem: "stepsMixed" } : cumulative(parts);
}

function counts(parts: readonly string[]): ParsedSteps {
  const wrong = parts.find((part) => !/^[1-9]\d{0,4}$/.test(part));
  if (wrong !== undefined) return { problem: "stepsWhole", part: wrong };
  if (parts.length > most.counts) return { problem: "stepsMany" };
  const [first, ...more] = parts.map(Number);
  return { steps: more.length === 0 && first !== undefined ? first : parts.map(Number) };
}

function cumulative(parts: readonly string[]): ParsedSteps {
  if (parts.length > most.percentages) return { problem: "stepsMany" };
  let before = "0%";
  for (const part of parts) {
    const value = Number.parseFloat(part);
    if (!/^\d+(\.\d+)?%$/.test(part) || !(value > 0 && value <= 100))
      return { problem: "stepsPercent", part };
    if (value <= Number.parseFloat(before)) return { problem: "stepsRise", part, before };
    before = part;
  }
  return { steps: [...parts] };
}

/** The sizes of a plan's steps, the shortest way to write them: what repeats up to the end is written once. */
export function stepsOfPlan({ steps, total }: Pick<Plan, "steps" | "total">): string {
  const sizes = steps.map(({ size }) => size).filter((size) => size > 0);
  const last = sizes.at(-1) ?? 1;
  const repeated = sizes.length > 1 && last <= (sizes.at(-2) ?? 0) ? (sizes.at(-2) ?? last) : last;
  let kept = sizes.length;
  let released = total;
  // The last step is what is left of a repeated size; before it, equal sizes are one.
  while (
    kept > 1 &&
    (kept === sizes.length || sizes[kept - 1] === repeated) &&
    sizes[kept - 2] === repeated
  ) {
    released -= sizes[kept - 1] ?? 0;
    kept -= 1;
  }
  return released <= 0 ? "1" : sizes.slice(0, kept).join(",");
}
