// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { DiffView } from "./diff-view.tsx";

afterEach(cleanup);

function show(diff: string) {
  return render(
    <MantineProvider>
      <DiffView diff={diff} label="version 1 → version 2" />
    </MantineProvider>,
  );
}

test("marks what is added and removed by sign, by words and by class, and counts it", () => {
  show("--- a\n+++ b\n@@ -1,2 +1,2 @@\n name: web\n-image: web:1\n+image: web:2\n");
  const lines = [
    ...screen.getByRole("region", { name: "version 1 → version 2" }).querySelectorAll(".diff-line"),
  ];
  expect(lines.map((line) => line.textContent)).toEqual([
    "--- a",
    "+++ b",
    "@@ -1,2 +1,2 @@",
    "name: web",
    "−removed image: web:1",
    "+added image: web:2",
  ]);
  expect(lines.slice(-2).map((line) => line.className)).toEqual(["diff-line removed", "diff-line added"]);
  expect(screen.getByText("+ 1 added")).toBeDefined();
  expect(screen.getByText("− 1 removed")).toBeDefined();
});

test("says so when nothing differs", () => {
  show("");
  expect(screen.getByText("Nothing differs.")).toBeDefined();
  expect(screen.queryByRole("region")).toBeNull();
});

test("keeps only what is in sight of a long diff, and is as high as all of it", () => {
  const added = Array.from({ length: 20_000 }, (_, line) => `+line ${line}`).join("\n");
  show(`@@ -0,0 +1,20000 @@\n${added}\n`);
  const region = screen.getByRole("region");
  expect(region.querySelectorAll(".diff-line").length).toBeLessThan(500);
  expect((region.firstElementChild as HTMLElement).style.height).toBe(`${20_001 * 20}px`);
});
