import { describe, expect, it } from "vitest";
import { parseSpec } from "./spec/parse.ts";
import { shapes } from "./testing/shapes.ts";
import { checkSuccessor } from "./successor.ts";

function spec(text: string) {
  const result = parseSpec(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.parsed.spec;
}
const said = (after: string, before: string) =>
  checkSuccessor(spec(after), spec(before)).map(({ path, hint }) => `${path.join(".")}: ${hint}`);

describe("what a version may not change of the one before", () => {
  const { shared } = shapes;

  it("lets volumes grow, come and go", () => {
    expect(said(shared.replace("20Gi", "30Gi"), shared)).toEqual([]);
    expect(said(shapes.minimal, shared)).toEqual([]);
    expect(said(shared, shapes.minimal)).toEqual([]);
  });

  it("refuses a volume that shrinks, or changes its class or access", () => {
    expect(said(shared.replace("20Gi", "10Gi"), shared)).toEqual(["storage.0.size: write 20Gi or more"]);
    expect(said(shared.replace("20Gi", "20G"), shared)).toHaveLength(1);
    expect(said(shared.replace("class: shared", "class: fast"), shared)).toEqual([
      "storage.0.class: give the volume another name: it is a new one, and the old one is kept",
    ]);
    expect(said(shared.replace("ReadOnlyMany", "ReadWriteMany"), shared)).toHaveLength(1);
  });

  it("refuses to give a Service an address of its own, or to take it away", () => {
    const { headless } = shapes;
    const addressed = headless.replace("headless: true, ", "");
    expect(said(addressed, headless)).toEqual([
      "service.headless: write headless: true, or make an app with a new name",
    ]);
    expect(said(headless, addressed)).toEqual([
      "service.headless: leave headless out, or make an app with a new name",
    ]);
    // Without a port of a Service there is none, and another may be made.
    const alone = headless.replace(", service: 7000", "").replace(/service: .*\n/, "");
    expect([said(alone, headless), said(addressed, alone)]).toEqual([[], []]);
  });

  it("takes a version of long ago, which knew no kinds and no storage", () => {
    expect(checkSuccessor(spec(shared), { name: "shared" })).toEqual([]);
  });

  it.each([
    ["ReadWriteOnce", "StatefulSet"],
    ["ReadWriteOncePod", "StatefulSet"],
  ])("refuses %s on a Deployment, and says what to write instead", (access, instead) => {
    const result = parseSpec(shared.replace("ReadWriteMany", access));
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.problems[0]).toMatchObject({ path: "storage[0].access" });
    expect(result.problems[0]?.hint).toContain(instead);
  });

  it.each([
    ['cron: "30 3 * * 1-5"', 'cron: "61 3 * * *"', /61 is no minute/],
    ['cron: "30 3 * * 1-5"', 'cron: "0 0 * feb-jan *"', /feb-jan is no month/],
    ['cron: "30 3 * * 1-5"', 'cron: "0 3 * *"', /five fields/],
    ["Asia/Shanghai", "Asia/Shangai", /no time zone/],
    ["name: report", "name: tidy", /listed twice/],
  ])("refuses %s as %s", (was, is, message) => {
    const result = parseSpec(shared.replace(was, is));
    expect(result.ok ? "" : result.problems[0]?.message).toMatch(message);
  });
});
