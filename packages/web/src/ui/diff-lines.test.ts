import { expect, test } from "vitest";
import { diffLines } from "./diff-lines.ts";

const kinds = (diff: string) => diffLines(diff).map(({ kind, text }) => `${kind}|${text}`);

test("tells added, removed and equal lines, and drops what is no line of either text", () => {
  const diff = [
    "===================================================================",
    "--- live",
    "+++ wanted",
    "@@ -1,3 +1,3 @@",
    " replicas: 2",
    "-image: web:1",
    "+image: web:2",
    " ports: []",
    "\\ No newline at end of file",
    "",
  ].join("\n");
  expect(kinds(diff)).toEqual([
    "file|--- live",
    "file|+++ wanted",
    "hunk|@@ -1,3 +1,3 @@",
    "same|replicas: 2",
    "removed|image: web:1",
    "added|image: web:2",
    "same|ports: []",
  ]);
});

test("goes by the hunk's counts where a line looks like a head", () => {
  const diff = "@@ -1,2 +1 @@\n--- note\n-@@ -1 +1 @@\n+++ x\n--- b/two\n+++ c/two\n@@ -0,0 +1 @@\n+new";
  expect(kinds(diff)).toEqual([
    "hunk|@@ -1,2 +1 @@",
    "removed|-- note",
    "removed|@@ -1 +1 @@",
    "added|++ x",
    "file|--- b/two",
    "file|+++ c/two",
    "hunk|@@ -0,0 +1 @@",
    "added|new",
  ]);
});

test("reads a text that was replaced as a whole, which has no hunks", () => {
  expect(kinds("--- a (live)\n+++ a (applied)\n-kind: A\n----\n+kind: B\n")).toEqual([
    "file|--- a (live)",
    "file|+++ a (applied)",
    "removed|kind: A",
    "removed|---",
    "added|kind: B",
  ]);
});

test("an empty diff has no lines", () => {
  expect(diffLines("")).toEqual([]);
});
