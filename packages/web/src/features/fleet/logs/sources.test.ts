import { expect, test } from "vitest";
import { parseSources, sourceNames } from "./sources.ts";

test("pods are read from the address, once each; what makes no sense is left out", () => {
  expect(parseSources("a/news/web-1, b/news/web-2/app,a/news/web-1,,x/y,")).toEqual([
    { cluster: "a", namespace: "news", pod: "web-1", container: undefined },
    { cluster: "b", namespace: "news", pod: "web-2", container: "app" },
  ]);
});

test("names are as short as they can be", () => {
  expect(sourceNames(parseSources("a/n/web-1,a/n/web-2/app"))).toEqual(["web-1", "web-2"]);
  expect(sourceNames(parseSources("a/n/db-0,b/n/db-0"))).toEqual(["a/db-0", "b/db-0"]);
  expect(sourceNames(parseSources("a/n/web-1/app,a/n/web-1/proxy"))).toEqual(["web-1/app", "web-1/proxy"]);
});
