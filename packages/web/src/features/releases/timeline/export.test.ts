import type { TimelineEntry } from "@halcyon/contracts";
import { expect, test } from "vitest";
import { timelineCsv } from "./export.ts";

const entry = (change: Partial<TimelineEntry>): TimelineEntry => ({
  seq: 1,
  at: "2026-11-25T08:00:00.000Z",
  actor: "developer",
  kind: "hold",
  step: 2,
  target: null,
  text: "held",
  instances: ["app-1", "app-2"],
  detail: {},
  ...change,
});

test("a line for each entry, with what stands between commas kept whole", () => {
  expect(timelineCsv([entry({ text: 'held: "errors", many' }), entry({ seq: 2, step: null })])).toBe(
    [
      "seq,at,actor,kind,step,target,text,instances",
      '1,2026-11-25T08:00:00.000Z,developer,hold,2,,"held: ""errors"", many",app-1 app-2',
      "2,2026-11-25T08:00:00.000Z,developer,hold,,,held,app-1 app-2",
      "",
    ].join("\n"),
  );
});

test("what looks like a formula stays text in a spreadsheet", () => {
  expect(timelineCsv([entry({ text: "=HYPERLINK(1)" })])).toContain(",'=HYPERLINK(1),");
});
