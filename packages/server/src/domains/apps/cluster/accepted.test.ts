/** Every shape, shown to a real API server: strict about fields, and nothing is stored. */
import { readFileSync } from "node:fs";
import { eventually } from "@halcyon/lab/testing";
import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { objectPath } from "#kube/paths.ts";
import { type AppsRoom, appsRoom } from "../testing/room.ts";
import { places, shapes } from "../testing/shapes.ts";
import { gatewayShape, routed } from "../testing/routes.ts";
import type { Manifest } from "../types.ts";
import { parseSpec } from "../spec/parse.ts";
import { renderSpec } from "../render/render.ts";
import { resolveTargets } from "../render/targets.ts";

let apps: AppsRoom;
beforeAll(async () => {
  apps = await appsRoom();
}, 120_000);
afterAll(() => apps?.dispose());

const strict = "dryRun=All&fieldValidation=Strict&fieldManager=halcyon&force=true";

describe("a real API server accepts", () => {
  it.each(Object.entries(shapes))("%s", async (name, text) => {
    const result = parseSpec(text);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const { spec } = result.parsed;
    const namespace = `accepts-${name}`;
    await apps.room.api("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
    const { targets } = resolveTargets(spec, namespace, places);
    for (const manifest of Object.values(renderSpec(spec, targets, result.parsed.specIn)).flat()) {
      const path = objectPath(manifest.kind, namespace, manifest.metadata.name);
      const stored = await apps.room.api("PATCH", `${path}?${strict}`, manifest, {
        contentType: "application/apply-patch+yaml",
      });
      expect(stored).toMatchObject({ kind: manifest.kind, metadata: { name: manifest.metadata.name } });
    }
  });

  it("routes of a Gateway, by the Gateway API's own schema", async () => {
    const crd = parse(readFileSync(new URL("../testing/http-route-crd.yaml", import.meta.url), "utf8"));
    await apps.room.api("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd);
    const namespace = "accepts-routes";
    await apps.room.api("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
    const routes = routed(gatewayShape).filter(({ kind }) => kind === "HTTPRoute");
    expect(routes.length).toBe(2);
    for (const route of routes) {
      const manifest = { ...route, metadata: { ...route.metadata, namespace } };
      const path = `${objectPath("HTTPRoute", namespace, route.metadata.name)}?${strict}`;
      const apply = () =>
        apps.room.api<Manifest>("PATCH", path, manifest, { contentType: "application/apply-patch+yaml" });
      // The API server serves a new kind a moment after it was told of it.
      const stored = await eventually(apply, "the route is accepted");
      expect(stored["spec"]).toMatchObject(route["spec"] as object);
    }
  });

  it("no field it does not know", async () => {
    const path = objectPath("Service", "accepts-minimal", "x");
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "x", namespace: "accepts-minimal" },
      spec: { ports: [{ port: 80 }], nobodyKnows: true },
    };
    await expect(
      apps.room.api("PATCH", `${path}?${strict}`, service, { contentType: "application/apply-patch+yaml" }),
    ).rejects.toThrow(/nobodyKnows/);
  });
});
