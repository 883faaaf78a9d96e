import type { AppSpec } from "@halcyon/contracts";
import { appSpec } from "@halcyon/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { places } from "../testing/shapes.ts";
import { resolveTargets, splitEvenly } from "./targets.ts";

function spec(more: object): AppSpec {
  return appSpec.parse({
    name: "app",
    team: "news",
    image: "registry.demo/app:1",
    replicas: { "nm-1": 1 },
    ...more,
  });
}
const resolve = (more: object) => resolveTargets(spec(more), "app", places);
const counts = (more: object) => resolve(more).targets.map(({ cluster, replicas }) => [cluster, replicas]);

describe("targets", () => {
  it("splits a room over its clusters, what does not divide going to the first", () => {
    expect(counts({ replicas: { "south-telecom": 5 } })).toEqual([
      ["st-1", 3],
      ["st-2", 2],
    ]);
  });

  it("takes a cluster's own number out of its room's", () => {
    expect(counts({ replicas: { "south-telecom": 5, "st-1": 1 } })).toEqual([
      ["st-1", 1],
      ["st-2", 4],
    ]);
  });

  it("keeps the order of rooms as the spec has it", () => {
    const replicas = { "south-telecom": 2, "north-mobile": 1, "nt-1": 1 };
    expect(counts({ replicas }).map(([cluster]) => cluster)).toEqual(["st-1", "st-2", "nm-1", "nt-1"]);
  });

  it("keeps targets with no instances", () => {
    expect(counts({ replicas: { "nm-1": 0 } })).toEqual([["nm-1", 0]]);
  });

  it.each([
    [
      { replicas: { "south-telecom": 2, "st-1": 3 } },
      "room south-telecom has 2 in all, and its clusters st-1 have 3",
      "write south-telecom: 3, or fewer for the clusters",
    ],
    [
      { replicas: { "south-telecom": 9, "st-1": 3, "st-2": 3 } },
      "room south-telecom has 9 in all, and its clusters st-1, st-2 have 6",
      "write south-telecom: 6, or fewer for the clusters",
    ],
    [
      { replicas: { "nort-mobile": 1 } },
      "there is no room or cluster nort-mobile",
      "did you mean north-mobile?",
    ],
    [
      { replicas: { mars: 1 } },
      "there is no room or cluster mars",
      "there are: nm-1, north-mobile, north-telecom, north-unicom, nt-1, nu-1, south-telecom, st-1, st-2",
    ],
    [
      { replicas: { "nm-1": 5 }, unavailable: "10%", strategy: { maxSurge: 0 } },
      "10% of 5 in nm-1 is none, and there is no surge: nothing can roll",
      "write strategy.maxSurge: 1, or a number",
    ],
    [
      { replicas: { "nm-1": 4 }, unavailable: 1, strategy: { maxUnavailable: "50%" } },
      "50% missing instances of 4 in nm-1 break the serving floor of 3",
      "write the same as `unavailable`, or leave it out",
    ],
    [
      { resources: { requests: { cpu: 1 } }, autoscaling: { cpu: 60, min: 3, max: 9 } },
      "nm-1 begins with 1, outside of its autoscaling bounds 3 to 9",
      "write a number from 3 to 9, or 0 to run none there",
    ],
    [
      {
        resources: { requests: { cpu: 1 } },
        autoscaling: { cpu: 60, min: 1, max: 9, rooms: { "nt-1": { min: 1, max: 2 } } },
      },
      "the app does not run in nt-1",
      "add nt-1 to replicas, or leave it out here",
    ],
  ])("refuses %j", (more, message, hint) => {
    expect(resolve(more).issues).toEqual([{ path: expect.any(Array), message, hint }]);
  });

  it("says so for a room without a cluster", () => {
    const empty = { ...places, rooms: [...places.rooms, "new-room"] };
    const { issues } = resolveTargets(spec({ replicas: { "new-room": 1 } }), "app", empty);
    expect(issues[0]?.message).toBe("room new-room has no cluster yet");
  });

  it("computes the floor per target: percentages rounded down, never more than there are", () => {
    const floors = (more: object) => resolve(more).targets.map(({ floorUnavailable }) => floorUnavailable);
    expect(floors({ replicas: { "nm-1": 5 }, unavailable: "39%" })).toEqual([1]);
    expect(floors({ replicas: { "nm-1": 2, "nt-1": 9 }, unavailable: 3 })).toEqual([2, 3]);
    expect(floors({})).toEqual([0]);
  });

  it("means the room where a room and its cluster share a name", () => {
    const same = {
      rooms: ["a"],
      clusters: [
        { cluster: "a", room: "a" },
        { cluster: "b", room: "a" },
      ],
    };
    const { targets } = resolveTargets(spec({ replicas: { a: 4 } }), "app", same);
    expect(targets.map(({ replicas }) => replicas)).toEqual([2, 2]);
  });

  it("loses and invents no instance, whatever the numbers", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 40 }), (total, parts) => {
        const shares = splitEvenly(total, parts);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
