import type { AppTarget, DeploymentItem } from "@halcyon/contracts";
import { expect, test } from "vitest";
import { healthOf, placesOf, shortImage } from "./app-health.ts";

function deployment(cluster: string, numbers: Partial<DeploymentItem> = {}): DeploymentItem {
  return {
    cluster,
    room: `room-${cluster}`,
    namespace: "web",
    name: "web",
    app: "web",
    replicas: 2,
    ready: 2,
    updated: 2,
    available: 2,
    paused: false,
    images: ["web:1"],
    labels: {},
    createdAt: "2026-01-01T00:00:00Z",
    ...numbers,
  };
}

function target(cluster: string, replicas = 2): AppTarget {
  return {
    cluster,
    room: `room-${cluster}`,
    namespace: "web",
    workload: "web",
    replicas,
    floorUnavailable: 0,
    autoscaled: null,
  };
}

test("says how an app stands over all its clusters", () => {
  const kind = (...all: DeploymentItem[]) => healthOf(all).kind;
  expect(kind()).toBe("absent");
  expect(kind(deployment("a"), deployment("b"))).toBe("healthy");
  expect(kind(deployment("a"), deployment("b", { available: 1, ready: 1 }))).toBe("short");
  expect(kind(deployment("a", { available: 0, ready: 0 }))).toBe("down");
  expect(kind(deployment("a", { updated: 1 }))).toBe("changing");
  expect(kind(deployment("a", { replicas: 0, ready: 0, updated: 0, available: 0 }))).toBe("asleep");
  expect(healthOf([deployment("a"), deployment("b", { ready: 1, available: 1 })])).toMatchObject({
    wanted: 4,
    ready: 3,
    tone: "warn",
  });
});

test("a full cluster does not hide an empty one", () => {
  const surging = deployment("a", { ready: 4, available: 4 });
  expect(healthOf([surging, deployment("b", { ready: 1, available: 1 })]).kind).toBe("short");
});

test("puts what is meant beside what runs, cluster by cluster", () => {
  const places = placesOf([target("b"), target("a"), target("z", 0)], [deployment("a"), deployment("c")]);
  expect(
    places.map(({ cluster, target, running, health }) => [
      cluster,
      target?.replicas,
      running !== null,
      health.kind,
    ]),
  ).toEqual([
    ["b", 2, false, "unreleased"],
    ["a", 2, true, "healthy"],
    ["z", 0, false, "asleep"],
    ["c", undefined, true, "healthy"],
  ]);
});

test("shortens images to what tells them apart", () => {
  expect(shortImage("registry.demo:5000/news/frontpage:3")).toBe("frontpage:3");
  expect(shortImage(`r/web@sha256:${"ab12".repeat(16)}`)).toBe("web@sha256:ab12ab12");
});
