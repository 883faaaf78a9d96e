import { endpoints } from "@halcyon/contracts";
import { expect, test } from "vitest";
import type { AnyEndpoint } from "#platform/http/types.ts";
import { openapiDocument } from "#platform/openapi.ts";

interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: { properties?: object } }> };
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
  security: object[];
}

const table: AnyEndpoint[] = Object.values(endpoints).flatMap((domain) => Object.values(domain));
const document = openapiDocument(table, { version: "1.2.3", url: "https://halcyon.example" }) as unknown as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
};

function operationOf(endpoint: AnyEndpoint): Operation | undefined {
  const path = endpoint.path.replace(/:(\w+)/g, "{$1}");
  return document.paths[path]?.[endpoint.method.toLowerCase()];
}

test("it is OpenAPI 3.1 and JSON all through", () => {
  expect(document.openapi).toBe("3.1.0");
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
});

test.each(table.map((endpoint) => [endpoint.id, endpoint] as const))(
  "%s is described as it is",
  (_, endpoint) => {
    const operation = operationOf(endpoint);
    expect(operation).toMatchObject({
      operationId: endpoint.id,
      summary: endpoint.summary,
      "x-halcyon-permission": endpoint.permission,
    });
    const inPath = operation?.parameters
      .filter((parameter) => parameter.in === "path")
      .map(({ name }) => name);
    expect(inPath).toEqual([...endpoint.path.matchAll(/:(\w+)/g)].map((found) => found[1]));
    expect(operation?.security.length === 0).toBe(endpoint.permission === "public");
    expect(operation?.requestBody === undefined).toBe(endpoint.body === undefined);
    expect(operation?.responses.default?.content).toHaveProperty([
      "application/problem+json",
      "schema",
      "$ref",
    ]);
    expect(operation?.responses[String(endpoint.status ?? 200)]).toBeDefined();
  },
);

test("ids and places are unique", () => {
  expect(new Set(table.map(({ id }) => id)).size).toBe(table.length);
  expect(new Set(table.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ":")}`)).size).toBe(
    table.length,
  );
});

test("what has a default need not be sent, and is always there in the answer", () => {
  const signIn = operationOf(endpoints.access.signIn);
  expect(signIn?.requestBody?.content["application/json"]?.schema).toMatchObject({
    required: ["name", "password"],
  });
  expect(signIn?.responses["201"]?.content?.["application/json"]?.schema).toMatchObject({
    required: ["user", "expiresAt", "token"],
  });
});

test("references point at what is there", () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
    (found) => found[1] ?? "",
  );
  for (const reference of new Set(references)) {
    if (!reference.startsWith("#/components")) continue;
    const target = reference
      .slice(2)
      .split("/")
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
    expect(target, reference).toBeDefined();
  }
  // A schema that refers to itself would point into a document of its own that is not one here.
  expect(references.filter((reference) => !reference.startsWith("#/components"))).toEqual([]);
});
