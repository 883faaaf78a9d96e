import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSpec } from "./parse.ts";
import { readYaml } from "./yaml.ts";

function refused(input: string | Uint8Array): string[] {
  const result = readYaml(input);
  return result.ok ? [] : result.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe("hostile YAML", () => {
  const bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n";
  it.each<[string, string | Uint8Array, string]>([
    ["an alias bomb", bomb, "1:4 an anchor (&a)"],
    ["a merge key", "a: 1\n<<: { b: 2 }\n", "2:1 a merge key (<<)"],
    ["a duplicate key", "a: 1\nb: 2\na: 3\n", "3:1 the key a stands here twice"],
    ["a duplicate key written otherwise", 'a: 1\n"a": 3\n', "2:1 the key a stands here twice"],
    ["__proto__", "__proto__: { x: 1 }\n", "1:1 the key __proto__"],
    ["a key that is a list", "? [a, b]\n: 1\n", "1:3 a key that is not text"],
    ["an empty key", ": 1\n", "1:1 a key that is not text"],
    ["a tag", "a: !!binary aGk=\n", "1:4 a tag (!)"],
    ["a local tag", "a: !run x\n", "1:4 a tag (!)"],
    ["YAML 1.1", "%YAML 1.1\n---\na: 1:30\n", "1:1 a % directive"],
    ["a second document", "a: 1\n---\nb: 2\n", "2:1 a second document begins here"],
    ["tabs", "a:\n\t- b\n", "2:1 a tab where spaces indent (Tabs are not allowed as indentation)"],
    ["no content", "# nothing\n", "1:1 the spec is empty"],
    ["no text", "", "1:1 the spec is empty"],
    [
      "bytes that are not UTF-8",
      new Uint8Array([0x61, 0x3a, 0x20, 0x62, 0x0a, 0x63, 0x3a, 0x20, 0xff]),
      "2:4 these bytes are not UTF-8",
    ],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x61, 0x00]), "1:1 these bytes are not UTF-8"],
    ["half a character", "a: \ud800\n", "1:4 these bytes are not UTF-8"],
    ["a NUL", "a: \u0000\n", "1:4 a control character (U+0000)"],
    ["an escape sequence", "a: \u001b[2J\n", "1:4 a control character (U+001B)"],
    ["too many bytes", "x".repeat(262_145), "1:1 the spec has 262145 bytes; 262144 are allowed"],
    ["too many words", "a: [".padEnd(200_000, "1,"), "1:6667 more than 10000 words and signs up to here"],
    ["deep brackets", `a: ${"[".repeat(200_000)}`, "1:44 nested more than 40 deep"],
    ["deep braces", "{".repeat(200_000), "1:41 nested more than 40 deep"],
    ["deep lists in one line", "- ".repeat(100_000), "1:81 nested more than 40 deep"],
    ["deep keys in one line", "? ".repeat(100_000), "1:81 nested more than 40 deep"],
    [
      "deep blocks",
      Array.from({ length: 60 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join(""),
      "42:42 nested more than 40 deep",
    ],
    ["text after a value", 'a: "b" c\n', "1:8 this does not belong here (Unexpected scalar at node end)"],
    [
      "two colons",
      "image: a: b\n",
      "1:8 two colons in a line (Nested mappings are not allowed in compact mappings)",
    ],
    ["an open quote", 'a: "b\nc: d\n', '3:1 something is missing here (Missing closing "quote)'],
  ])("refuses %s", (_what, input, expected) => {
    expect(refused(input)[0]).toBe(expected);
  });

  it("says what to do about each", () => {
    for (const text of [bomb, "a:\n\t- b\n", "a: !run x\n", "a: 1\n---\nb: 2\n"]) {
      const result = readYaml(text);
      expect(result.ok ? "" : result.problems[0]?.hint).not.toBe("");
    }
  });

  it("reads words of YAML 1.1 as the text they are", () => {
    const result = readYaml("a: 1:30:00\nb: yes\nc: 0o17\nd: on\n");
    expect(result.ok && result.read.value).toEqual({ a: "1:30:00", b: "yes", c: 15, d: "on" });
  });

  it("keeps tabs inside of text", () => {
    const result = readYaml("a: |\n  all:\n  \tcc x\n");
    expect(result.ok && result.read.value).toEqual({ a: "all:\n\tcc x\n" });
  });

  it("answers something for any text, and never throws", () => {
    const pieces = fc.constantFrom(
      "a",
      ": ",
      "\n",
      "  ",
      "- ",
      "[",
      "]",
      "{",
      "}",
      '"',
      "'",
      "|",
      ">",
      "&x ",
      "*x",
      "!t ",
      "#",
      "%",
      "---\n",
      "\t",
      "1",
      "é",
      "? ",
      ",",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const result = parseSpec(parts.join(""));
        expect(result.ok).toBe(false);
        for (const problem of result.ok ? [] : result.problems) {
          expect(problem.line).toBeGreaterThanOrEqual(1);
          expect(problem.column).toBeGreaterThanOrEqual(1);
          expect(problem.message).not.toBe("");
          expect(problem.hint).not.toBe("");
        }
      }),
      { numRuns: 3000 },
    );
  });
});
