import { expect, test } from "vitest";
import { createLineQueue } from "./lines.ts";

const line = (text: string) => ({ at: null, text });
const texts = ({ lines }: { lines: { text: string }[] }) => lines.map(({ text }) => text);

test("lines leave in order, in batches, and nothing is counted as dropped", () => {
  const queue = createLineQueue({ lines: 3, characters: 100 });
  const seen: string[] = [];
  for (let at = 0; at < 1_000; at++) {
    queue.push(line(String(at)));
    const taken = queue.take(2);
    seen.push(...texts(taken));
    expect(taken.dropped).toBe(0);
  }
  expect(seen).toEqual(Array.from({ length: 1_000 }, (_, at) => String(at)));
});

test("of too many the oldest go, and are counted once", () => {
  const queue = createLineQueue({ lines: 3, characters: 100 });
  for (const text of "abcdefgh") queue.push(line(text));
  expect(queue.size).toBe(3);
  expect(queue.take(2)).toEqual({ lines: [line("f"), line("g")], dropped: 5 });
  expect(queue.take(2)).toEqual({ lines: [line("h")], dropped: 0 });
  expect(queue.take(2)).toEqual({ lines: [], dropped: 0 });
});

test("of too long ones too", () => {
  const queue = createLineQueue({ lines: 100, characters: 10 });
  queue.push(line("12345"));
  queue.push(line("67890"));
  queue.push(line("x"));
  expect(queue.take(9)).toEqual({ lines: [line("67890"), line("x")], dropped: 1 });
});
