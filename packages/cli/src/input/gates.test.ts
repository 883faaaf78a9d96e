import { gate } from "@halcyon/contracts";
import { expect, test } from "vitest";
import { parseGate } from "./gates.ts";

test.each([
  ["manual", { kind: "manual" }],
  ["manual@2", { kind: "manual", after: 2 }],
  ["wait:5m", { kind: "wait", minutes: 5 }],
  ["wait:90s@1", { kind: "wait", minutes: 1.5, after: 1 }],
  ["wait:10", { kind: "wait", minutes: 10 }],
  [
    "http:https://host/healthz",
    { kind: "http", url: "https://host/healthz", status: 200, timeoutSeconds: 5 },
  ],
  [
    "https://host/healthz@3",
    { kind: "http", url: "https://host/healthz", status: 200, timeoutSeconds: 5, after: 3 },
  ],
  ["http:http://user@host/", { kind: "http", url: "http://user@host/", status: 200, timeoutSeconds: 5 }],
  ["cel:new.ready == new.total", { kind: "cel", expression: "new.ready == new.total" }],
  ["cel:a ? b : c@4", { kind: "cel", expression: "a ? b : c", after: 4 }],
])("%s is read as %j, which the API takes", (text, expected) => {
  expect(parseGate(text)).toEqual(expected);
  expect(gate.safeParse(parseGate(text)).success).toBe(true);
});

test.each([
  ["", "Write manual"],
  ["manuel", "Did you mean manual?"],
  ["manual:yes", "takes nothing behind it"],
  ["wait", "no length of time"],
  ["wait:soon", "no length of time"],
  ["http:host/healthz", "is no address"],
  ["cel:", "Write the expression"],
  ["wait:5m@0", "Steps count from 1"],
])("%j is refused, with the reason", (text, reason) => {
  expect(() => parseGate(text)).toThrow(reason);
});
