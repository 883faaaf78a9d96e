import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KubeError } from "./errors.ts";
import { createListReader } from "./list-stream.ts";

/** What leaving out means, said again on parsed values: below an item's own fields, objects and arrays come empty. */
function pruned(value: unknown, leaveOut: readonly string[], level: number): unknown {
  if (Array.isArray(value)) return value.map((each) => pruned(each, leaveOut, level + 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const empty = Array.isArray(each) ? [] : {};
      const unwanted = level > 0 && leaveOut.includes(key) && typeof each === "object" && each !== null;
      return [key, unwanted ? empty : pruned(each, leaveOut, level + 1)];
    }),
  );
}

function read(
  text: string,
  cuts: readonly number[],
  leaveOut: readonly string[] = ["managedFields"],
): { items: unknown[]; list: unknown } {
  const bytes = Buffer.from(text);
  const reader = createListReader(leaveOut);
  const items: unknown[] = [];
  let from = 0;
  for (const cut of [...cuts.map((each) => each % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    reader.push(bytes.subarray(from, cut), (item) => items.push(item));
    from = cut;
  }
  return { items, list: reader.end() };
}

const metadata = { resourceVersion: "12", continue: "abc" };
/** Texts that look like the reader's own landmarks. */
const hostile = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom('"items":[', '\\"', "]}", '{"managedFields":[', "managedFields", "items", "\\", "报文🎉"),
);
const value = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    hostile,
    fc.integer(),
    fc.constant(null),
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(hostile, tie("node"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node;
const item = fc.record({
  metadata: fc.record({
    name: hostile,
    annotations: fc.dictionary(hostile, hostile, { noNullPrototype: true }),
  }),
  spec: value,
});

describe("the list reader", () => {
  it("gives what JSON.parse gives, wherever the answer is cut", () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 12 }), (items, cuts) => {
        const text = JSON.stringify({ kind: "PodList", apiVersion: "v1", metadata, items });
        const answer = read(text, cuts, []);
        expect(answer.items).toEqual(JSON.parse(JSON.stringify(items)));
        expect(answer.list).toEqual({ kind: "PodList", apiVersion: "v1", metadata, items: [] });
      }),
      { numRuns: 400 },
    );
  });

  it("leaves out what is not wanted, and nothing else", () => {
    const leaveOut = ["managedFields", "env", "items"];
    const keys = fc.constantFrom("managedFields", "env", "items", "name", "spec", "a");
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        keys,
        fc.integer(),
        fc.array(tie("node"), { maxLength: 4 }),
        fc.dictionary(keys, tie("node"), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).node;
    const items = fc.array(fc.dictionary(keys, tree, { noNullPrototype: true }), { maxLength: 4 });
    fc.assert(
      fc.property(items, fc.array(fc.nat(), { maxLength: 8 }), (given, cuts) => {
        const text = JSON.stringify({ metadata, items: given });
        expect(read(text, cuts, leaveOut).items).toEqual(given.map((each) => pruned(each, leaveOut, 0)));
      }),
      { numRuns: 400 },
    );
  });

  it("refuses an answer that ended early, wherever", () => {
    const text = JSON.stringify({
      metadata,
      items: [{ metadata: { name: "a", managedFields: [{}] } }, { metadata: { name: "b" } }],
    });
    for (let length = 0; length < text.length; length++) {
      expect(() => read(text.slice(0, length), []), text.slice(0, length)).toThrow(KubeError);
    }
  });

  it.each([
    "",
    "null",
    "[]",
    "{}",
    '{"items":[]}',
    '{"metadata":{},"items":[]}',
    "<html></html>",
    '{"metadata":{"resourceVersion":"1"},"items":[{]}]}',
  ])("refuses what is no list: %s", (text) => {
    expect(() => read(text, [])).toThrow(KubeError);
  });
});
