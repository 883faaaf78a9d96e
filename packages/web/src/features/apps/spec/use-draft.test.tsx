// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { useDraft } from "./use-draft.ts";

afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

const open = (app: string | null, version: number, text: string) =>
  renderHook(() => useDraft(app, { version, text })).result;

test("brings back what was written, with the version it was made of", () => {
  const first = open("web", 3, "three");
  act(() => first.current.write("three, changed"));
  cleanup();
  const again = open("web", 4, "four").current;
  expect(again).toMatchObject({ text: "three, changed", base: 3, dirty: true, restored: true });
  expect(open("other", 1, "one").current).toMatchObject({ text: "one", dirty: false, restored: false });
});

test("keeps nothing that is stored already", () => {
  const first = open("web", 3, "three");
  act(() => first.current.write("changed"));
  act(() => first.current.startFrom({ version: 4, text: "changed" }));
  expect(first.current).toMatchObject({ text: "changed", base: 4, dirty: false });
  cleanup();
  expect(open("web", 4, "changed").current).toMatchObject({ base: 4, dirty: false, restored: false });
  expect(sessionStorage.length).toBe(0);
});

test("goes on from a newer version with the text that was written", () => {
  const desk = open("web", 3, "three");
  act(() => desk.current.write("mine"));
  act(() => desk.current.startFrom({ version: 4, text: "theirs" }, desk.current.text));
  expect(desk.current).toMatchObject({ text: "mine", base: 4, dirty: true, restored: false });
  act(() => desk.current.startFrom({ version: 4, text: "theirs" }));
  expect(desk.current).toMatchObject({ text: "theirs", base: 4, dirty: false });
});
