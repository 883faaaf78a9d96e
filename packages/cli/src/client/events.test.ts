import { expect, test } from "vitest";
import { eventsOf } from "./events.ts";

async function collect(chunks: readonly Uint8Array[]): Promise<string[]> {
  async function* body() {
    yield* chunks;
  }
  const events: string[] = [];
  for await (const { name, data } of eventsOf(body()))
    events.push(name === "message" ? data : `${name}: ${data}`);
  return events;
}

const read = (...chunks: string[]) => collect(chunks.map((chunk) => new TextEncoder().encode(chunk)));

test("events are joined from pieces, however they are cut", async () => {
  const text = 'data: {"a":1}\n\nevent: x\nid: 7\ndata: {"b":\ndata: 2}\n\n';
  const cut = [...text];
  expect(await read(text)).toEqual(['{"a":1}', 'x: {"b":\n2}']);
  expect(await read(...cut)).toEqual(['{"a":1}', 'x: {"b":\n2}']);
});

test("heartbeats, other line ends and characters cut in two are no trouble", async () => {
  expect(await read(": still here\n\n", "data: 北\r\n\r\n")).toEqual(["北"]);
  const bytes = new TextEncoder().encode("data: 北\n\n");
  expect(await collect([bytes.slice(0, 7), bytes.slice(7)])).toEqual(["北"]);
});

test("an event that was not finished is not given out", async () => {
  expect(await read("data: 1\n\ndata: 2\n")).toEqual(["1"]);
});
