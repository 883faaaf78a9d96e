/** Every shape, shown to a real API server: strict about fields, and nothing is stored. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { objectPath } from "#kube/paths.ts";
import { type AppsRoom, appsRoom } from "../testing/room.ts";
import { places, shapes } from "../testing/shapes.ts";
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
