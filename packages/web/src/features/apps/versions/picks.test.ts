import { expect, test } from "vitest";
import { hrefOf } from "#app/feature.ts";
import { appPage } from "../feature.ts";
import { pick, pickedOf } from "./picks.ts";

test("two picks are compared, the older first", () => {
  const first = pick({}, 5);
  expect(first).toEqual({ version: "5", with: "another" });
  const second = pick(first, 3);
  expect(second).toEqual({ version: "5", with: "3" });
  expect(pickedOf(second.version, second.with)).toEqual([3, 5]);
});

test("a pick is taken back, and a third replaces the second", () => {
  expect(pick({ version: "5", with: "3" }, 5)).toEqual({ version: "3", with: "another" });
  expect(pick({ version: "5", with: "another" }, 5)).toEqual({ version: undefined, with: undefined });
  expect(pick({ version: "5", with: "3" }, 8)).toEqual({ version: "5", with: "8" });
});

test("a version that is shown is no pick, and what is no number is none", () => {
  expect(pick({ version: "5" }, 3)).toEqual({ version: "3", with: "another" });
  expect(pickedOf("x", "-1")).toEqual([]);
  expect(pickedOf("4", "4")).toEqual([4]);
});

test("a single pick is kept by the address", () => {
  expect(hrefOf(appPage, { app: "web" }, pick({}, 5))).toBe("/apps/web?version=5&with=another");
});
