/** Every shape, shown to a real API server: strict about fields, and nothing is stored. */
import { readFileSync } from "node:fs";
import { eventually } from "@halcyon/lab/testing";
import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectionPath, objectPath } from "#kube/paths.ts";
import { type AppsRoom, appsRoom } from "../testing/room.ts";
import { places, shapes } from "../testing/shapes.ts";
import { gatewayShape, routed } from "../testing/routes.ts";
import type { Manifest } from "../types.ts";
import { parseSpec } from "../spec/parse.ts";
import { applyObjects, ensureNamespace } from "./apply.ts";
import type { LiveObject } from "./objects.ts";
import { pruneObjects } from "./prune.ts";
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

  it("that routes come and go with the rights apps have, as the entrance of the cluster changes", async () => {
    const there = (manifests: readonly Manifest[]) =>
      manifests
        .filter(({ kind }) => kind === "HTTPRoute" || kind === "Ingress")
        .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
        .toSorted((a, b) => (a < b ? -1 : 1));
    const live = async () => {
      const found = [];
      for (const kind of ["HTTPRoute", "Ingress"]) {
        const { items } = await apps.client.list<LiveObject>(collectionPath(kind, "routed"));
        found.push(...items.map(({ metadata }) => `${kind}/${metadata.name}`));
      }
      return found.toSorted((a, b) => (a < b ? -1 : 1));
    };
    await ensureNamespace(apps.client, "routed");
    const behindGateway = routed(gatewayShape);
    await applyObjects(apps.client, behindGateway);
    expect(await live()).toEqual(there(behindGateway));

    const plain = gatewayShape.replace(/ {4}timeouts.*\n {4}headers.*\n/, "");
    const behindNginx = routed(plain, []);
    await applyObjects(apps.client, behindNginx);
    const request = { app: "routed", namespace: "routed", keep: behindNginx };
    const pruned = await pruneObjects(apps.client, request);
    expect(pruned.map(({ kind }) => kind)).toEqual(["HTTPRoute", "HTTPRoute"]);
    expect(await live()).toEqual(there(behindNginx));
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
