import type { SearchHit } from "@halcyon/contracts";
import { expect, test } from "vitest";
import { byKind, listHref } from "./by-kind.ts";

const hit = (kind: SearchHit["kind"], name: string) => ({ kind, name }) as SearchHit;

test("results stand kind by kind, the kind of the best first", () => {
  const hits = [hit("deployment", "web"), hit("pod", "web-1"), hit("service", "web"), hit("pod", "web-2")];
  expect(byKind(hits).map(({ kind, hits: found }) => [kind, found.map(({ name }) => name)])).toEqual([
    ["deployment", ["web"]],
    ["pod", ["web-1", "web-2"]],
    ["service", ["web"]],
  ]);
});

test("the list of a kind is narrowed by the same words, but not by the kind", () => {
  expect(listHref("ingress", "web kind:pod label:a=b")).toBe("/ingresses?q=web+label%3Aa%3Db");
});
