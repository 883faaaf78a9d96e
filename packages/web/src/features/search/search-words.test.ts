import { expect, test } from "vitest";
import { filterOf, toggleFilter, withFilter, wordsOf } from "./search-words.ts";

test("a query is cut at blanks, but not inside quotes", () => {
  expect(
    wordsOf('web  app:Front image:"my image" -phase:Running "a:b" x:').map((word) => [
      word.field,
      word.value,
    ]),
  ).toEqual([
    ["", "web"],
    ["app", "front"],
    ["image", "my image"],
    ["phase", "running"],
    ["", "a:b"],
    ["x", ""],
  ]);
});

test("a quote that is still open while somebody types keeps what is written", () => {
  expect(wordsOf('web image:"my im').map(({ text }) => text)).toEqual(["web", 'image:"my im']);
  expect(withFilter('web image:"my im', "kind", "pod")).toBe('web image:"my im" kind:pod');
});

test("a chip shows what is typed, whatever the case", () => {
  expect(filterOf("Kind:POD web", "kind")).toBe("pod");
  expect(filterOf("-kind:pod web", "kind")).toBeUndefined();
});

test("a chip changes its own filter only", () => {
  expect(withFilter("web kind:pod -kind:node ip:10.0", "kind", "service")).toBe(
    "web -kind:node ip:10.0 kind:service",
  );
  expect(withFilter("web kind:pod", "kind", undefined)).toBe("web");
  expect(toggleFilter("web", "phase", "Pending")).toBe("web phase:Pending");
  expect(toggleFilter("web phase:pending", "phase", "Pending")).toBe("web");
  expect(toggleFilter("phase:Failed", "phase", "Pending")).toBe("phase:Pending");
});
