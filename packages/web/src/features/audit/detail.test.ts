import { expect, test } from "vitest";
import { detailLines } from "./detail.ts";

test("values stand at their place, lists of words in a line", () => {
  expect(
    detailLines({ hash: "ab", images: ["a:1", "b:2"], at: { step: 2, kept: true }, none: null }),
  ).toEqual([
    { path: "hash", value: "ab" },
    { path: "images", value: "a:1, b:2" },
    { path: "at.step", value: "2" },
    { path: "at.kept", value: "true" },
    { path: "none", value: "—" },
  ]);
});

test("of before and after only what differs is shown, with what it was", () => {
  const from = { largestStep: null, allowedRegistries: [], namespace: "shop" };
  const to = { largestStep: "10%", allowedRegistries: ["registry.example"], namespace: "shop" };
  expect(detailLines({ from, to })).toEqual([
    { path: "largestStep", before: "—", value: "10%" },
    { path: "allowedRegistries", before: "—", value: "registry.example" },
  ]);
  expect(
    detailLines({ credentials: "changed", server: { from: "a", to: "b" }, uid: { from: "1", to: "1" } }),
  ).toEqual([
    { path: "credentials", value: "changed" },
    { path: "server", before: "a", value: "b" },
  ]);
});

test("a field that came or went was nothing before or after", () => {
  expect(detailLines({ before: { a: 1 }, after: { b: 2 }, note: "x" })).toEqual([
    { path: "a", before: "1", value: "—" },
    { path: "b", before: "—", value: "2" },
    { path: "note", value: "x" },
  ]);
});

test("a release that starts at no version has one end of the pair only", () => {
  expect(detailLines({ from: null, to: 3, hash: "x" })).toEqual([
    { path: "", before: "—", value: "3" },
    { path: "hash", value: "x" },
  ]);
  expect(detailLines({ to: 3 })).toEqual([{ path: "to", value: "3" }]);
});

test("rows without a detail, and ones of values only, are no trouble", () => {
  expect(detailLines(null)).toEqual([]);
  expect(detailLines("done")).toEqual([{ path: "", value: "done" }]);
  expect(detailLines([{ cluster: "a", objects: 2 }])).toEqual([
    { path: "", value: '[\n {\n  "cluster": "a",\n  "objects": 2\n }\n]' },
  ]);
});
