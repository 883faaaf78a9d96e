import { expect, test } from "vitest";
import { dropDraft, keepDraft, readDraft, rootValue } from "./draft.ts";

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

test("gives a text back with the version it was made of, app by app", () => {
  const store = memory();
  keepDraft("web", { base: 7, text: "name: web\nimage: x\n" }, store);
  keepDraft(null, { base: 0, text: "" }, store);
  expect(readDraft("web", store)).toEqual({ base: 7, text: "name: web\nimage: x\n" });
  expect(readDraft(null, store)).toEqual({ base: 0, text: "" });
  expect(readDraft("other", store)).toBeNull();
  dropDraft("web", store);
  expect(readDraft("web", store)).toBeNull();
});

test("a full store stops nobody from writing", () => {
  const full = {
    ...memory(),
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  };
  expect(() => keepDraft("web", { base: 1, text: "x" }, full)).not.toThrow();
});

test("reads name and team of a spec that is being written", () => {
  expect(rootValue("# name: no\nname: web # the site\nteam: 'news'\n", "name")).toBe("web");
  expect(rootValue("name: web\nteam: 'news'\n", "team")).toBe("news");
  expect(rootValue("ports:\n  - name: http\n", "name")).toBe("");
  expect(rootValue("name: \n", "name")).toBe("");
});
