import type { AuditEvent } from "@halcyon/contracts";
import { expect, test } from "vitest";
import { csvOf } from "./export.ts";

const event: AuditEvent = {
  id: "019a0000-0000-7000-8000-000000000000",
  at: "2026-11-25T08:00:00.000Z",
  actor: { id: "1", name: "lin", displayName: "林, “Yu”", kind: "person", via: "session" },
  verb: "release.hold",
  subject: { kind: "release", id: "shop-1", name: "shop-1", team: "retail", app: "shop" },
  detail: { reason: 'says "wait",\nthen goes on' },
  requestId: "r-1",
  address: null,
};

test("a row is a line of cells; what would break them is quoted", () => {
  const [head, line] = csvOf([event]).split("\r\n");
  expect(head?.startsWith("\uFEFFat,actor,")).toBe(true);
  expect(line).toBe(
    '2026-11-25T08:00:00.000Z,lin,"林, “Yu”",session,release.hold,release,shop-1,shop-1,retail,shop,' +
      '"{""reason"":""says \\""wait\\"",\\nthen goes on""}",r-1,',
  );
});

test("nothing a spreadsheet would carry out stays a formula", () => {
  for (const name of ['=HYPERLINK("http://evil.example")', "+1", "-1", "@SUM(A1)", "\t=1"]) {
    const line = csvOf([{ ...event, subject: { ...event.subject, name } }]).split("\r\n")[1] ?? "";
    expect(line).not.toContain(`,${name}`);
    expect(line).toContain(`'${name.slice(0, 1)}`);
  }
});

test("no rows are a head and nothing else", () => {
  expect(csvOf([]).trim().split("\r\n")).toHaveLength(1);
});
