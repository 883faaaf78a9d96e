import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { systemClock } from "#platform/clock.ts";
import { createPacer } from "#platform/pacer.ts";
import { until } from "#platform/testing/until.ts";

/** A pacer, and when its work began. */
function paced(gapMs: number, takesMs = 0) {
  const begun: number[] = [];
  let working = 0;
  const pacer = createPacer({
    clock: systemClock,
    settleMs: 5,
    gapMs,
    async work() {
      expect(++working).toBe(1);
      begun.push(performance.now());
      await delay(takesMs);
      working--;
    },
  });
  return {
    pacer,
    begun,
    times: (count: number) => until(`work ${count} times`, () => begun.length === count),
  };
}

test("calls before the work begins share it, calls while it runs share the next", async () => {
  const { pacer, times } = paced(0, 30);
  for (let at = 0; at < 5; at++) pacer.ask();
  await times(1);
  for (let at = 0; at < 5; at++) pacer.ask();
  await times(2);
  await delay(60);
  await times(2);
});

test("from one beginning to the next there is a gap, but for work that nobody waited for", async () => {
  const { pacer, begun, times } = paced(200);
  pacer.ask();
  await times(1);
  pacer.ask();
  await times(2);
  expect((begun[1] ?? 0) - (begun[0] ?? 0)).toBeGreaterThan(195);

  const idle = paced(1_000_000);
  idle.pacer.askIdly();
  await idle.times(1);
  idle.pacer.askIdly();
  idle.pacer.ask();
  await idle.times(2);
});

test("nothing begins after it was stopped", async () => {
  const { pacer, begun, times } = paced(0, 20);
  pacer.ask();
  await times(1);
  pacer.ask();
  pacer.stop();
  await delay(60);
  pacer.ask();
  await delay(30);
  expect(begun).toHaveLength(1);
});
