import { expect, test } from "vitest";
import { readLine } from "./ansi.ts";

test("a plain line is left as it is", () => {
  expect(readLine("GET /\t200 新闻")).toEqual({ text: "GET /\t200 新闻", segments: null });
});

test("colours become classes and leave the text readable", () => {
  expect(readLine("\u001b[1;31mERROR\u001b[0m disk \u001b[92mok\u001b[39m")).toEqual({
    text: "ERROR disk ok",
    segments: [
      { text: "ERROR", look: "ink-1 text-bold" },
      { text: " disk ", look: "" },
      { text: "ok", look: "ink-10" },
    ],
  });
});

test("one of 256 colours is known when it is of the first sixteen; any other colour changes nothing", () => {
  expect(
    readLine("\u001b[38;5;9mred\u001b[38;5;200m pink\u001b[48;2;1;2;3m deep\u001b[4mline").segments,
  ).toEqual([
    { text: "red pink deep", look: "ink-9" },
    { text: "line", look: "ink-9 text-underline" },
  ]);
});

test.each([
  ["moves of the cursor", "a\u001b[2K\u001b[1Gb", "ab"],
  ["a title", "a\u001b]0;owned\u0007b", "ab"],
  ["a link", "\u001b]8;;javascript:alert(1)\u001b\\click\u001b]8;;\u001b\\", "click"],
  ["an end that never comes", "a\u001b]0;title", "a"],
  ["a lone escape at the end", "a\u001b", "a"],
  ["bells and returns", "a\u0007\r\u0000b", "ab"],
  ["C1 control characters", "a\u009b31mb", "a31mb"],
  ["a turned direction", "user\u202etxt.exe\u202c", "usertxt.exe"],
])("%s leave no trace", (_, raw, text) => {
  expect(readLine(raw)).toEqual({ text, segments: null });
});

test("markup is text", () => {
  expect(readLine("<img src=x onerror=alert(1)>").text).toBe("<img src=x onerror=alert(1)>");
});
