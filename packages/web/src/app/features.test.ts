// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { features } from "./features.ts";

const actions = features.flatMap((feature) => feature.actions);
const twice = (values: readonly string[]) => values.filter((value, at) => values.indexOf(value) !== at);

test("no two actions share their keys or their name", () => {
  expect(twice(actions.flatMap(({ keys }) => keys ?? []))).toEqual([]);
  expect(twice(actions.map(({ id }) => id))).toEqual([]);
});

test("no action's keys are the beginning of another's, which could then never be pressed", () => {
  const keys = actions.flatMap((action) => action.keys ?? []);
  expect(keys.filter((one) => keys.some((other) => other.startsWith(`${one} `)))).toEqual([]);
});

test("no two pages share their address", () => {
  expect(twice(features.flatMap(({ pages }) => pages).map(({ path }) => path))).toEqual([]);
});
