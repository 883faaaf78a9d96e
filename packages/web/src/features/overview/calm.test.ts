import { expect, test } from "vitest";
import { createCalmOrder } from "./calm.ts";
import type { RoomStanding } from "./standing.ts";

const standing = (name: string, tone: RoomStanding["tone"]) => ({ room: { name }, tone }) as RoomStanding;

function orders() {
  const order = createCalmOrder();
  return (now: number, ...tones: RoomStanding["tone"][]) =>
    order(
      tones.map((tone, at) => standing("abcd"[at] ?? "", tone)),
      now,
    ).map(({ room }) => room.name);
}

test("the worst comes first, otherwise rooms keep their order", () => {
  expect(orders()(0, "good", "warn", "idle", "bad")).toEqual(["d", "b", "a", "c"]);
});

test("a room that flaps keeps its place, one that is well for a minute goes back", () => {
  const order = orders();
  expect(order(0, "good", "warn")).toEqual(["b", "a"]);
  expect(order(8_000, "good", "good")).toEqual(["b", "a"]);
  expect(order(16_000, "good", "warn")).toEqual(["b", "a"]);
  expect(order(75_000, "good", "good")).toEqual(["b", "a"]);
  expect(order(76_000, "good", "good")).toEqual(["a", "b"]);
});

test("worse trouble is shown at once", () => {
  const order = orders();
  order(0, "warn", "good");
  expect(order(1, "warn", "bad")).toEqual(["b", "a"]);
});
