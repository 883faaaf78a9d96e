import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderSpec } from "./render/render.ts";
import { resolveTargets } from "./render/targets.ts";
import { parseSpec } from "./spec/parse.ts";

const folder = new URL("../../../../../examples/", import.meta.url);
const guide = new URL("../../../../../docs/guides/apps.md", import.meta.url);
const rooms = ["north-mobile", "north-telecom", "north-unicom", "south-telecom"];
const places = { rooms, clusters: rooms.map((room) => ({ cluster: room, room })) };

function targetsOf(text: string) {
  const result = parseSpec(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { spec } = result.parsed;
  const { targets, issues } = resolveTargets(spec, spec.name, places);
  expect(issues).toEqual([]);
  expect(Object.keys(renderSpec(spec, targets)).length).toBe(targets.length);
  return targets;
}

describe("the examples", () => {
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

  it.each(files)("%s is right, and named after its app", (name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    expect(targetsOf(text)[0]?.workload).toBe(name.replace(".yaml", ""));
  });

  it("run the front page with five instances in four rooms", () => {
    const targets = targetsOf(readFileSync(new URL("frontpage.yaml", folder), "utf8"));
    expect(targets.map(({ replicas }) => replicas)).toEqual([2, 1, 1, 1]);
  });
});

describe("the guide", () => {
  it("shows specs that are right", () => {
    const blocks = [...readFileSync(guide, "utf8").matchAll(/```yaml\n(name: [\s\S]*?)```/g)].map(
      ([, text]) => text ?? "",
    );
    expect(blocks.length).toBeGreaterThanOrEqual(2);
    for (const text of blocks) targetsOf(text);
  });
});
