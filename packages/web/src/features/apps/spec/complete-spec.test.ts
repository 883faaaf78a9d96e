import { expect, test } from "vitest";
import { proposals } from "./complete-spec.ts";

const known = {
  teams: ["news", "sport"],
  places: [
    { name: "north-mobile", about: "room" },
    { name: "south-telecom", about: "room" },
  ],
};

function labels(text: string): readonly string[] | null {
  const offset = text.indexOf("|");
  const found = proposals(text.slice(0, offset) + text.slice(offset + 1), offset, known);
  return found?.options.map(({ label }) => label) ?? null;
}

test("proposes the keys that are still free, those a spec must have first", () => {
  const found = labels("name: a\nteam: news\n|") ?? [];
  expect(found.slice(0, 2)).toEqual(["image", "replicas"]);
  expect(found).toContain("ingress");
  expect(found).not.toContain("name");
  expect(labels("ports:\n  - name: http\n    |")).toEqual(["port", "service", "protocol"]);
});

test("goes on where the next thing is written", () => {
  const found = proposals("", 0, known)?.options ?? [];
  const text = (label: string) => found.find((one) => one.label === label)?.text;
  expect(text("image")).toBe("image: ");
  expect(text("ports")).toBe("ports:\n  - ");
  expect(text("health")).toBe("health:\n  ");
  const inner = proposals("health:\n  ", 10, known)?.options.find(({ label }) => label === "readiness");
  expect(inner?.text).toBe("readiness:\n    ");
  const braces = proposals("health: { ", 10, known)?.options.find(({ label }) => label === "readiness");
  expect(braces?.text).toBe("readiness: ");
});

test("knows the fleet's names and the spec's own ports", () => {
  expect(labels("team: |")).toEqual(["news", "sport"]);
  expect(labels("replicas:\n  north-mobile: 1\n  |")).toEqual(["south-telecom"]);
  expect(labels("autoscaling:\n  rooms: { |")).toEqual(["north-mobile", "south-telecom"]);
  const ports = "ports:\n  - name: web\n    port: 1\n  - { name: admin, port: 2 }\n";
  expect(labels(`${ports}health:\n  readiness: { http: { port: |`)?.slice(0, 2)).toEqual(["web", "admin"]);
});

test("proposes enumerated values, and nothing where the spec has nothing", () => {
  expect(labels("ports:\n  - protocol: |")).toEqual(["TCP", "UDP", "SCTP"]);
  expect(labels("prots:\n  - |")).toBeNull();
  expect(labels("# |")).toBeNull();
});
