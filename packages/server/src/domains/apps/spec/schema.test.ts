import { appSpecJsonSchema, schemaEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { type AppsTestServer, appsServer } from "../testing/server.ts";
import { shapes } from "../testing/shapes.ts";

describe("the spec's JSON Schema", () => {
  const schema = z.fromJSONSchema(appSpecJsonSchema());

  it.each(Object.entries(shapes))("accepts %s, as it is written", (_name, text) => {
    expect(schema.safeParse(parse(text)).error).toBeUndefined();
  });

  it.each([
    ["an unknown key", "colour: red\n"],
    ["an unknown key further in", "health: { readiness: { htp: {} } }\n"],
    ["an unknown key of a room", "rooms: { a: { why: x, colour: red } }\n"],
    ["a value of another kind", "unavailable: many\n"],
    ["a room without a reason", 'rooms: { a: { env: { A: "1" } } }\n'],
  ])("refuses %s", (_what, more) => {
    expect(schema.safeParse(parse(shapes.minimal + more)).success).toBe(false);
  });

  it("says what each field is for, with an example as one would write it", () => {
    const { properties } = appSpecJsonSchema() as { properties: Record<string, { description?: string }> };
    expect(properties["image"]?.description).toBe(
      "the container image, with its tag or digest\nExample: registry.demo/frontpage:1",
    );
    expect(JSON.stringify(properties)).not.toContain('"examples"');
  });
});

describe("over HTTP", () => {
  let server: AppsTestServer;
  beforeAll(async () => {
    server = await appsServer();
  });
  afterAll(() => server?.close());

  it("is read by who is not signed in: an editor", async () => {
    expect(await server.anonymous.get(schemaEndpoints.schema, {})).toEqual(appSpecJsonSchema());
  });
});
