import type { Gate } from "@halcyon/contracts";
import { InvalidArgumentError } from "commander";
import { suggest } from "./choice.ts";
import { parseDuration } from "./duration.ts";

const kinds = ["manual", "wait", "http", "cel"] as const;
const ways = "Write manual, wait:5m, http:URL or cel:EXPRESSION, and @2 behind it for after step 2 only.";

/**
 * A gate as people type it: `manual`, `wait:5m`, `http:https://host/healthz`, `cel:new.restarts == 0`; with `@2` at
 * the end it stands after step 2 only, else after every step.
 * @throws InvalidArgumentError that says what is wrong and how to write it
 */
export function parseGate(text: string): Gate {
  const [, body = "", step] = text.trim().match(/^(.*?)(?:@(\d+))?$/s) ?? [];
  const after = step === undefined ? {} : { after: stepNumber(step) };
  const colon = body.indexOf(":");
  const kind = colon === -1 ? body : body.slice(0, colon);
  const value = colon === -1 ? "" : body.slice(colon + 1).trim();
  switch (kind) {
    case "manual":
      if (value !== "") throw new InvalidArgumentError(`A manual gate takes nothing behind it. ${ways}`);
      return { kind: "manual", ...after };
    case "wait":
      return { kind: "wait", minutes: parseDuration(value, "m") / 60, ...after };
    case "http":
    case "https":
      return { kind: "http", url: url(kind, value), status: 200, timeoutSeconds: 5, ...after };
    case "cel":
      if (value === "")
        throw new InvalidArgumentError("Write the expression behind cel: as in cel:new.ready == new.total");
      return { kind: "cel", expression: value, ...after };
    default: {
      const near = suggest(kind, kinds);
      throw new InvalidArgumentError(near === undefined ? ways : `Did you mean ${near}? ${ways}`);
    }
  }
}

function stepNumber(digits: string): number {
  const step = Number(digits);
  if (step < 1) throw new InvalidArgumentError("Steps count from 1: write @1 for after the first.");
  return step;
}

/** Both `http:https://host/path` and a plain `https://host/path` are understood. */
function url(kind: string, value: string): string {
  const whole = value.startsWith("//") ? `${kind}:${value}` : value;
  const parsed = URL.parse(whole);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new InvalidArgumentError(`'${value}' is no address. Write http:https://host/healthz`);
  }
  return whole;
}
