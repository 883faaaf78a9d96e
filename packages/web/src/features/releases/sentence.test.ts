// @vitest-environment happy-dom
import { releaseSentence } from "@halcyon/contracts";
import { expect, test } from "vitest";
import { sentenceIn } from "./sentence.ts";

const release = (
  waiting: Parameters<typeof sentenceIn>[1]["waiting"],
  state: "running" | "done" = "running",
) => {
  const facts = { position: 2, steps: 5, allowed: 3, total: 10, ready: 3, waiting };
  return {
    ...facts,
    state,
    direction: "forward" as const,
    instances: { new: 3, newReady: 3, old: 8, oldReady: 8, total: 10 },
    sentence: releaseSentence(facts),
  };
};

test("in English it is the sentence every surface shows", () => {
  expect(sentenceIn("en", release({ for: "next", reason: "waiting for you" }))).toBe(
    "step 2 of 5: 3 of 10 allowed, 3 ready; waiting for you.",
  );
});

test("in Chinese it is made from its parts", () => {
  expect(sentenceIn("zh", release({ for: "next", reason: "waiting for you" }))).toBe(
    "第 2 步，共 5 步：允许 10 个中的 3 个，3 个就绪；等待进入下一步。",
  );
});

test("the server's reason stays as it came where it says more than the kind", () => {
  expect(
    sentenceIn("zh", release({ for: "ready", reason: "north-mobile: 1 of 2 Ready: ImagePullBackOff" })),
  ).toContain("等待实例就绪：north-mobile: 1 of 2 Ready: ImagePullBackOff。");
  expect(sentenceIn("zh", release({ for: "ready", reason: "under way" }))).toContain(
    "3 个就绪；等待实例就绪。",
  );
  expect(sentenceIn("zh", release({ for: "nobody", reason: "done" }, "done"))).toContain("；已完成。");
});
