/** What stands between two steps, beside a person: time, an HTTP answer, an expression over what Halcyon observes. */
import type { Gate } from "@halcyon/contracts";
import { request } from "undici";
import { expressionProblem, firstLine, type GateFacts } from "./gates/language.ts";
import { createEvaluator } from "./gates/evaluator.ts";

export type { GateFacts } from "./gates/language.ts";

export interface GateResult {
  readonly passed: boolean;
  readonly reason: string;
}

/** Hosts an HTTP gate may ask: exact names, with port where it is not the scheme's. */
export type GateHosts = readonly string[];

export interface Gates {
  ask(gate: Gate, facts: GateFacts, signal: AbortSignal): Promise<GateResult>;
  stop(): Promise<void>;
}

/** What is wrong with a gate before it is used, null when nothing is. */
export function gateProblem(gate: Gate): string | null {
  return gate.kind === "cel" ? expressionProblem(gate.expression) : null;
}

/** @param hosts allowed for HTTP gates: the server asks from inside the company's network, so nobody else's choice of address counts */
export function createGates({ hosts }: { readonly hosts: GateHosts }): Gates {
  const evaluator = createEvaluator();
  return {
    async ask(gate, facts, signal) {
      switch (gate.kind) {
        case "manual":
          return { passed: true, reason: "a person decides" };
        case "wait": {
          const left = gate.minutes * 60_000 - facts.readyFor;
          return left <= 0
            ? { passed: true, reason: `${gate.minutes} minutes have passed` }
            : { passed: false, reason: `waiting ${human(left)} more` };
        }
        case "http":
          return httpGate(gate, hosts, signal);
        case "cel": {
          const { expression } = gate;
          const answer = await evaluator.evaluate(expression, facts);
          if ("error" in answer) return { passed: false, reason: `${expression}: ${answer.error}` };
          return { passed: answer.passed, reason: `${expression} is ${answer.value}` };
        }
      }
    },
    stop: () => evaluator.stop(),
  };
}

const human = (ms: number) =>
  ms >= 60_000 ? `${Math.ceil(ms / 60_000)} minutes` : `${Math.ceil(ms / 1000)} seconds`;

async function httpGate(
  gate: Extract<Gate, { kind: "http" }>,
  hosts: GateHosts,
  signal: AbortSignal,
): Promise<GateResult> {
  const url = new URL(gate.url);
  if (!hosts.includes(url.host)) {
    return {
      passed: false,
      reason: `${url.host} is not among the hosts gates may ask; operations set HALCYON_GATE_HOSTS`,
    };
  }
  try {
    // Redirects are not followed: they would lead to hosts nobody allowed.
    const limit = AbortSignal.any([signal, AbortSignal.timeout(gate.timeoutSeconds * 1000)]);
    const { statusCode, body } = await request(url, {
      signal: limit,
      headersTimeout: gate.timeoutSeconds * 1000,
    });
    await body.dump({ limit: 65_536 });
    const passed = statusCode === gate.status;
    return {
      passed,
      reason: `${url.host}${url.pathname} answered ${statusCode}${passed ? "" : `, not ${gate.status}`}`,
    };
  } catch (error) {
    return { passed: false, reason: `${url.host}${url.pathname} did not answer: ${firstLine(error)}` };
  }
}
