import { expect, test } from "vitest";
import { type LogLine, logLines, nanoseconds } from "./log-stream.ts";

async function read(...chunks: (string | Uint8Array)[]): Promise<LogLine[]> {
  async function* bytes() {
    for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  }
  const lines: LogLine[] = [];
  for await (const line of logLines(bytes())) lines.push(line);
  return lines;
}

const at = "2026-11-25T22:32:29.123456789Z";

test("lines are cut from pieces, whatever the pieces", async () => {
  const text = `${at} 一 two\n2026-11-25T22:32:30Z \n2026-11-25T22:32:31.5+08:00 last`;
  const lines = [
    { at, text: "一 two" },
    { at: "2026-11-25T22:32:30Z", text: "" },
    { at: "2026-11-25T22:32:31.5+08:00", text: "last" },
  ];
  expect(await read(text)).toEqual(lines);
  expect(await read(...Array.from(Buffer.from(text), (byte) => Buffer.of(byte)))).toEqual(lines);
});

test("what is no log line of a runtime is handed over as it is", async () => {
  const odd = `<script>alert("1")</script> \u001b[31m${at}`;
  expect(await read(`${odd}\n\n`)).toEqual([
    { at: null, text: odd },
    { at: null, text: "" },
  ]);
});

test("a line without end is held in part only, and the next one is whole", async () => {
  const endless = Array.from({ length: 500 }, () => "漢".repeat(10_000));
  const [long, next, ...more] = await read(`${at} `, ...endless, `\n${at} next\n`);
  expect(long?.text).toBe("漢".repeat(20_000));
  expect(next).toEqual({ at, text: "next" });
  expect(more).toEqual([]);
});

test.each([
  ["2026-11-25T22:32:29Z", "2026-11-25T22:32:29.000000001Z"],
  ["2026-11-25T22:32:29.1Z", "2026-11-25T22:32:29.100000001Z"],
  ["2026-11-25T22:32:29.999999999Z", "2026-11-25T22:32:30Z"],
  ["2026-11-25T22:32:29.5+08:00", "2026-11-25T14:32:29.6Z"],
])("%s is before %s", (one, two) => {
  expect(nanoseconds(one)).toBeLessThan(nanoseconds(two));
  expect(nanoseconds(one)).toBe(nanoseconds(one.replace("Z", "+00:00")));
});
