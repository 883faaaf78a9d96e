/** At which field of the form a refusal of the server belongs. Pure. */
import type { Problem } from "@halcyon/contracts";

export type PlanField = "app" | "image" | "version" | "steps" | "gates" | "limit" | "expires" | "message";

const byCode: Readonly<Record<string, PlanField>> = {
  release_steps_invalid: "steps",
  release_step_too_large: "steps",
  release_gate_invalid: "gates",
  release_version_unclear: "version",
  app_version_not_found: "version",
  app_not_found: "app",
};
const byPath: Readonly<Record<string, PlanField>> = {
  app: "app",
  image: "image",
  version: "version",
  steps: "steps",
  gates: "gates",
  stepTimeLimitSeconds: "limit",
  expiresInHours: "expires",
  message: "message",
};

/** @returns the text for each field; what belongs to none is under `form` */
export function fieldProblems(problem: Problem | null): Partial<Record<PlanField | "form", string>> {
  if (problem === null) return {};
  const found: Partial<Record<PlanField | "form", string>> = {};
  for (const { path, message, hint } of problem.errors ?? []) {
    const field = byPath[path.replace(/^body\.?/, "").split(/[.[]/)[0] ?? ""] ?? "form";
    const said = [message, hint].filter((part) => part !== undefined && part !== "").join(". ");
    const before = found[field];
    if (before === undefined) found[field] = said;
    else if (!before.includes(said)) found[field] = `${before}; ${said}`;
  }
  if (Object.keys(found).length > 0) return found;
  return { [byCode[problem.code] ?? imageField(problem) ?? "form"]: problem.detail };
}

/** Refusals of the apps domain about an image that a spec could not carry either. */
function imageField({ code, detail }: Problem): PlanField | null {
  return code.startsWith("app_") && /\bimage\b|registr/i.test(detail) ? "image" : null;
}
