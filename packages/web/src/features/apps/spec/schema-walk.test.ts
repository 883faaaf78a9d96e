import { expect, test } from "vitest";
import { explain, keysOf, schemaAt, specSchema, valuesOf } from "./schema-walk.ts";

const named = (path: string) => schemaAt(specSchema, path === "" ? [] : path.split("."));

test("finds what stands at a path, through maps, lists and free keys", () => {
  expect(named("ports.-.protocol")?.enum).toEqual(["TCP", "UDP", "SCTP"]);
  expect(named("replicas.north-mobile")?.type).toBe("integer");
  expect(named("autoscaling.rooms.north-mobile.max")?.type).toBe("integer");
  expect(named("health.readiness.http.headers.-.name")?.type).toBe("string");
  expect(named("ports.name")).toBeNull();
  expect(named("nothing.here")).toBeNull();
});

test("names the keys of a map, those it must have first", () => {
  const keys = keysOf(specSchema);
  expect(keys.slice(0, 4).map(({ name, required }) => [name, required])).toEqual([
    ["name", true],
    ["team", true],
    ["image", true],
    ["replicas", true],
  ]);
  expect(keys.find(({ name }) => name === "ingress")?.required).toBe(false);
});

test("offers enumerated values, true and false, and examples", () => {
  expect(valuesOf(named("ingress.-.paths.-.type") ?? {})).toEqual(["Prefix", "Exact"]);
  expect(valuesOf(named("health.readiness.http.port") ?? {})).toEqual(["http", "8080"]);
  expect(valuesOf({ type: "boolean" })).toEqual(["true", "false"]);
});

test("says what a place means, with an example and the default", () => {
  expect(explain(named("stop.gracePeriodSeconds") ?? {})).toBe("from the first word to the kill\n→ 30\n= 30");
  expect(explain(named("ports.-.protocol") ?? {})).toBe("TCP unless told\nTCP | UDP | SCTP\n= TCP");
});
