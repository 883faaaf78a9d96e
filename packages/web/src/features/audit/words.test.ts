import { endpoints } from "@halcyon/contracts";
import { expect, test } from "vitest";
import { kindWords, verbWords } from "./words.ts";

const table = Object.values(endpoints).flatMap((domain) => Object.values(domain));

test("every verb the endpoint table can write has words", () => {
  const verbs = table.flatMap(({ audit }) => audit ?? []);
  expect(verbs.length).toBeGreaterThan(30);
  expect(verbs.filter((verb) => verbWords[verb] === undefined)).toEqual([]);
});

test("every verb begins with a kind that has words, but for what happens before there is anything", () => {
  const kinds = Object.keys(verbWords).map((verb) => verb.split(".")[0] ?? "");
  expect([...new Set(kinds)].filter((kind) => kindWords[kind] === undefined)).toEqual(["access"]);
});
