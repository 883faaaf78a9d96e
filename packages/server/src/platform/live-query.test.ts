import { afterEach, expect, test } from "vitest";
import { systemClock } from "#platform/clock.ts";
import { createLiveQueries, type LiveQuery } from "#platform/live-query.ts";
import { until } from "#platform/testing/until.ts";

/** Time that can be moved on. */
let ahead = 0;
const clock = { ...systemClock, monotonic: () => performance.now() + ahead };
const queries = createLiveQueries({ clock });
let ending: AbortController[] = [];
afterEach(() => {
  for (const each of ending) each.abort();
  ending = [];
});

/** A question about a number that changes, and how it is dealt with. */
function counter() {
  const stirs = new Set<() => void>();
  const state = {
    value: 1,
    beat: 0,
    asked: 0,
    failing: false,
    get listeners() {
      return stirs.size;
    },
    stir: () => stirs.forEach((stir) => stir()),
    change(value: number) {
      state.value = value;
      state.stir();
    },
    query: (): LiveQuery<{ value: number; beat: number }> => ({
      answer() {
        state.asked++;
        if (state.failing) throw new Error("the question has no answer");
        return { value: state.value, beat: state.beat };
      },
      listen(stir) {
        stirs.add(stir);
        return () => void stirs.delete(stir);
      },
      essence: ({ value }) => String(value),
      aside: ({ beat }) => String(beat),
    }),
  };
  return state;
}

function watch(key: string, { query }: ReturnType<typeof counter>) {
  const controller = new AbortController();
  ending.push(controller);
  const seen: { value: number; beat: number }[] = [];
  const ended = (async () => {
    for await (const answer of queries.watch(key, query, controller.signal)) seen.push(answer);
  })();
  ended.catch(() => undefined);
  const saw = (value: number) => until(`the answer ${value}`, () => seen.at(-1)?.value === value);
  return { seen, saw, ended, stop: () => controller.abort() };
}

test("who watches the same is answered once, by the same frozen object", async () => {
  const number = counter();
  const [one, two] = [watch("same", number), watch("same", number)];
  await Promise.all([one.saw(1), two.saw(1)]);
  expect(number.asked).toBe(1);
  number.change(2);
  await Promise.all([one.saw(2), two.saw(2)]);
  expect(number.asked).toBe(2);
  expect(one.seen).toHaveLength(2);
  for (const [at, answer] of one.seen.entries()) {
    expect(two.seen[at]).toBe(answer);
    expect(Object.isFrozen(answer)).toBe(true);
  }
  const late = watch("same", number);
  await late.saw(2);
  expect(late.seen[0]).toBe(one.seen[1]);
  expect(number.asked).toBe(2);
  expect(queries.size).toBe(1);
});

test("an equal answer is not told again, nor is what only goes beside it", async () => {
  const number = counter();
  const reader = watch("equal", number);
  await reader.saw(1);
  number.beat++;
  number.stir();
  await until("a second look", () => number.asked === 2);
  number.change(7);
  await reader.saw(7);
  expect(reader.seen).toEqual([
    { value: 1, beat: 0 },
    { value: 7, beat: 1 },
  ]);
});

test("what goes beside the answer is told when enough time has passed", async () => {
  const number = counter();
  const reader = watch("aside", number);
  await reader.saw(1);
  number.beat++;
  ahead += 10_000;
  number.stir();
  await until("the beat", () => reader.seen.at(-1)?.beat === 1);
  ahead += 10_000;
  number.stir();
  await until("a third look", () => number.asked === 3);
  number.change(2);
  await reader.saw(2);
  expect(reader.seen).toHaveLength(3);
});

test("many changes at once are looked at together, and the last one is told", async () => {
  const number = counter();
  const reader = watch("burst", number);
  await reader.saw(1);
  for (let value = 2; value <= 1_000; value++) number.change(value);
  await reader.saw(1_000);
  expect(number.asked).toBe(2);
  expect(reader.seen).toHaveLength(2);
});

test("who reads slowly misses what lies between, not the last", async () => {
  const number = counter();
  const controller = new AbortController();
  ending.push(controller);
  const reader = queries.watch("slow", number.query, controller.signal);
  expect((await reader.next()).value).toMatchObject({ value: 1 });
  const fast = watch("slow", number);
  for (const value of [2, 3]) {
    number.change(value);
    await fast.saw(value);
  }
  expect((await reader.next()).value).toMatchObject({ value: 3 });
  controller.abort();
  expect((await reader.next()).done).toBe(true);
});

test("after its signal nothing is told, and with the last watcher the question goes", async () => {
  const number = counter();
  const [one, two] = [watch("leave", number), watch("leave", number)];
  await Promise.all([one.saw(1), two.saw(1)]);
  one.stop();
  await one.ended;
  expect([number.listeners, queries.size]).toEqual([1, 1]);
  number.change(2);
  await two.saw(2);
  expect(one.seen).toHaveLength(1);
  // A change that is under way when the last one leaves is not looked at any more.
  number.change(3);
  two.stop();
  await two.ended;
  expect([number.listeners, queries.size]).toEqual([0, 0]);
  const again = watch("leave", number);
  await again.saw(3);
  expect(number.asked).toBe(3);
});

test("a question that fails ends those who watch; asked again, it may have an answer", async () => {
  const number = counter();
  const reader = watch("fails", number);
  await reader.saw(1);
  number.failing = true;
  number.stir();
  await expect(reader.ended).rejects.toThrow("no answer");
  expect(number.listeners).toBe(0);
  await expect(watch("fails", number).ended).rejects.toThrow("no answer");
  number.failing = false;
  await watch("fails", number).saw(1);
});

test("one who is gone before it begins asks nothing", async () => {
  const number = counter();
  expect((await queries.watch("gone", number.query, AbortSignal.abort()).next()).done).toBe(true);
  expect([number.asked, queries.size]).toEqual([0, 0]);
});
