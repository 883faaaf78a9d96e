import type { Problem } from "@halcyon/contracts";
import { expect, test } from "vitest";
import { reached } from "./stages.ts";

const bad = (code: string) => ({ state: "bad", problem: { code } as Problem }) as const;

test("what comes before a failure has passed, what comes after was not looked at", () => {
  expect(reached(bad("fleet_cluster_sign_in_refused"))).toEqual({
    readable: "passed",
    answers: "passed",
    kubernetes: "passed",
    signsIn: "failed",
    rights: "waiting",
    unknown: "waiting",
  });
  expect(reached(bad("fleet_credentials_invalid"))).toMatchObject({ readable: "failed", answers: "waiting" });
});

test("all of it has passed, or nothing was looked at", () => {
  const found = { server: "https://a", version: "v1.37.2", signsInAs: "halcyon" };
  expect(new Set(Object.values(reached({ state: "good", found }) ?? {}))).toEqual(new Set(["passed"]));
  expect(new Set(Object.values(reached({ state: "checking" }) ?? {}))).toEqual(new Set(["waiting"]));
});

test("a refusal that is not about the cluster says nothing about it", () => {
  expect(reached(bad("http_forbidden"))).toBeNull();
});
