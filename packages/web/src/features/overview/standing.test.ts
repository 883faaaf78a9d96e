import type { ClusterSummary, Release } from "@halcyon/contracts";
import { expect, test } from "vitest";
import { standingsOf } from "./standing.ts";

const amounts = { cpuMilli: 0, memoryBytes: 0, pods: 0 };
const cluster = (name: string, changes: Partial<ClusterSummary> = {}): ClusterSummary => ({
  name,
  state: "fresh",
  reason: "",
  lastSyncAt: "2026-11-25T10:00:00Z",
  version: "v1.37.2",
  nodes: { total: 20, ready: 20, cordoned: 0 },
  pods: { total: 5, ready: 5, pending: 0, failing: 0 },
  deployments: { total: 1, short: 0 },
  allocatable: amounts,
  requested: amounts,
  warnings: 0,
  ...changes,
});
const room = (name: string, ...clusters: ClusterSummary[]) => ({
  name,
  displayName: name,
  carrier: "",
  clusters,
});
const release = (id: string, room: string, drift: boolean, state = "running") =>
  ({
    id,
    state,
    targets: [{ room, drift: drift ? { what: "image", who: "kubectl", at: null } : null }],
  }) as unknown as Release;

const told = (standings: ReturnType<typeof standingsOf>) =>
  standings.map(({ room: { name }, tone, troubles }) => [name, tone, troubles.map(({ kind }) => kind)]);

test("a room without trouble is well, one without clusters neither", () => {
  expect(told(standingsOf([room("b", cluster("b1")), room("a", cluster("a1")), room("empty")], []))).toEqual([
    ["b", "good", []],
    ["a", "good", []],
    ["empty", "idle", []],
  ]);
});

test("the trouble of each room is told", () => {
  const rooms = [
    room("well", cluster("w")),
    room("short", cluster("s", { deployments: { total: 3, short: 1 } })),
    room("dead", cluster("d", { state: "unreachable", reason: "connect timeout" })),
  ];
  expect(told(standingsOf(rooms, []))).toEqual([
    ["well", "good", []],
    ["short", "warn", ["deploymentsShort"]],
    ["dead", "bad", ["unreachable"]],
  ]);
});

test("old numbers of a silent cluster are no trouble of their own", () => {
  const silent = cluster("s", { state: "stale", pods: { total: 9, ready: 1, pending: 0, failing: 8 } });
  expect(told(standingsOf([room("r", silent)], []))).toEqual([["r", "warn", ["stale"]]]);
});

test("one cluster of two dead makes the room bad, and says which", () => {
  const [standing] = standingsOf([room("r", cluster("r1"), cluster("r2", { state: "replaced" }))], []);
  expect(standing?.troubles).toMatchObject([{ kind: "replaced", tone: "bad", cluster: "r2" }]);
});

test("some nodes down need a look, all of them are trouble", () => {
  const some = cluster("c", { nodes: { total: 20, ready: 18, cordoned: 0 } });
  const all = cluster("c", { nodes: { total: 20, ready: 0, cordoned: 0 } });
  expect(standingsOf([room("r", some)], [])[0]?.troubles).toMatchObject([
    { kind: "nodesDown", count: 2, tone: "warn" },
  ]);
  expect(standingsOf([room("r", all)], [])[0]?.tone).toBe("bad");
});

test("a foreign edit is the trouble of the room it is in, a stopped release of all its rooms", () => {
  const rooms = [room("a", cluster("a1")), room("b", cluster("b1"))];
  expect(told(standingsOf(rooms, [release("web-2", "b", true, "stopped")]))).toEqual([
    ["a", "good", []],
    ["b", "bad", ["drift"]],
  ]);
  expect(told(standingsOf(rooms, [release("web-2", "a", false, "stopped")]))[0]).toEqual([
    "a",
    "warn",
    ["stopped"],
  ]);
  expect(standingsOf(rooms, [release("web-3", "b", false, "planned")])[1]?.releases).toEqual([]);
  expect(standingsOf(rooms, [release("web-2", "b", false)])[1]?.releases.map(({ id }) => id)).toEqual([
    "web-2",
  ]);
});
