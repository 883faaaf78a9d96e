import { expect, test } from "vitest";
import { readLine } from "./ansi.ts";
import { holds, matcherOf, nextMatch, runsOf } from "./find.ts";

const matcher = (wanted: string) => matcherOf(wanted) as RegExp;

test("what is looked for is text, not a pattern, and letter case does not matter", () => {
  expect(holds(readLine("GET /a.b?c 500"), matcher("/A.B?"))).toBe(true);
  expect(holds(readLine("GET /axb?c 500"), matcher("/a.b?"))).toBe(false);
  expect(holds(readLine("\u001b[31mERR\u001b[0mOR"), matcher("error"))).toBe(true);
  expect(matcherOf("")).toBeNull();
});

test("a line that was asked whether it holds it shows where", () => {
  const wanted = matcher("a");
  expect([holds(readLine("ba"), wanted), holds(readLine("ba"), wanted)]).toEqual([true, true]);
  expect(runsOf(readLine("ba"), wanted).map(({ hit }) => hit)).toEqual([false, true]);
});

test("hits are marked within the looks of a line, across them too", () => {
  expect(runsOf(readLine("xx \u001b[31mERR\u001b[0mOR err"), matcher("error"))).toEqual([
    { text: "xx ", look: "", hit: false },
    { text: "ERR", look: "ink-1", hit: true },
    { text: "OR", look: "", hit: true },
    { text: " err", look: "", hit: false },
  ]);
  expect(runsOf(readLine("aab"), matcher("a")).map(({ text, hit }) => [text, hit])).toEqual([
    ["a", true],
    ["a", true],
    ["b", false],
  ]);
});

test("a line that holds nothing of it is one run for each look", () => {
  expect(runsOf(readLine("plain"), matcher("x"))).toEqual([{ text: "plain", look: "", hit: false }]);
  expect(runsOf(readLine(""), null)).toEqual([{ text: "", look: "", hit: false }]);
});

test("going from match to match goes around the ends", () => {
  expect(nextMatch([2, 5, 9], 5, 1)).toBe(9);
  expect(nextMatch([2, 5, 9], 9, 1)).toBe(2);
  expect(nextMatch([2, 5, 9], 2, -1)).toBe(9);
  expect(nextMatch([2, 5, 9], 4, -1)).toBe(2);
  expect(nextMatch([], 4, 1)).toBeUndefined();
});
