/** Rules of schedules and jobs. */
import type { SpecIssue } from "./app-spec-checks.ts";
import type { AppSpec } from "./app-spec.ts";
import { amount } from "./quantity.ts";

export function checkTasks(spec: AppSpec): SpecIssue[] {
  return [...checkNames(spec, "schedules"), ...checkNames(spec, "jobs"), ...checkTimes(spec)];
}

function checkNames(spec: AppSpec, key: "schedules" | "jobs"): SpecIssue[] {
  return spec[key].flatMap(({ name, resources }, index) => {
    const issues: SpecIssue[] = [];
    if (spec[key].slice(0, index).some((other) => other.name === name)) {
      issues.push({
        path: [key, index, "name"],
        message: `${name} is listed twice`,
        hint: "give each its own name",
      });
    }
    for (const part of ["cpu", "memory", "ephemeralStorage"] as const) {
      const request = resources?.requests?.[part];
      const limit = resources?.limits?.[part];
      if (request === undefined || limit === undefined || amount(request) <= amount(limit)) continue;
      issues.push({
        path: [key, index, "resources", "requests", part],
        message: `requests ${request} of ${part}, more than its limit ${limit}`,
        hint: `write at most ${limit}`,
      });
    }
    return issues;
  });
}

function checkTimes(spec: AppSpec): SpecIssue[] {
  return spec.schedules.flatMap(({ cron, timezone }, index) => {
    const issues: SpecIssue[] = [];
    const problem = cronProblem(cron);
    if (problem !== null) {
      issues.push({
        path: ["schedules", index, "cron"],
        message: problem,
        hint: "write minute hour day month weekday, such as 30 3 * * *",
      });
    }
    if (timezone !== undefined && !isTimezone(timezone)) {
      issues.push({
        path: ["schedules", index, "timezone"],
        message: `there is no time zone ${timezone}`,
        hint: "write a name such as Asia/Shanghai, or leave it out",
      });
    }
    return issues;
  });
}

const fields = [
  { name: "minute", min: 0, max: 59, names: "" },
  { name: "hour", min: 0, max: 23, names: "" },
  { name: "day", min: 1, max: 31, names: "" },
  { name: "month", min: 1, max: 12, names: "jan feb mar apr may jun jul aug sep oct nov dec" },
  { name: "weekday", min: 0, max: 6, names: "sun mon tue wed thu fri sat" },
] as const;

/** What the API server would refuse of a cron line (robfig/cron's standard parser), one clause; null when nothing. */
function cronProblem(cron: string): string | null {
  if (cron.startsWith("@")) return null;
  for (const [index, text] of cron.trim().split(/ +/).entries()) {
    const field = fields[index];
    if (field === undefined) return "there are more than five fields";
    for (const part of text.split(",")) {
      const [range = "", step, ...more] = part.split("/");
      const bounds = range.split("-");
      const wrong =
        more.length > 0 || bounds.length > 2 || (step !== undefined && !/^[1-9][0-9]*$/.test(step));
      const values =
        range === "*" || range === "?" ? [field.min] : bounds.map((value) => valueOf(value, field));
      const outside = values.some((value) => value === null || value < field.min || value > field.max);
      if (wrong || outside || (values[0] ?? 0) > (values[1] ?? field.max))
        return `${part} is no ${field.name} (${field.min} to ${field.max})`;
    }
  }
  return null;
}

function valueOf(text: string, field: (typeof fields)[number]): number | null {
  if (/^[0-9]+$/.test(text)) return Number(text);
  const at = field.names.split(" ").indexOf(text.toLowerCase());
  return text === "" || at < 0 ? null : at + field.min;
}

function isTimezone(name: string): boolean {
  // The API server refuses the machine's own zone, whatever it is.
  if (/^local$/i.test(name)) return false;
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
