import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodeRelease, objectsOfManifest } from "./helm.ts";

const twice = (bytes: Buffer) => Buffer.from(bytes.toString("base64")).toString("base64");
const release = {
  name: "web",
  version: 7,
  manifest: "kind: Deployment\nmetadata: { name: web }\n",
  chart: { metadata: { name: "nginx", version: "15.1.0" }, templates: [] },
};

describe("what Helm remembers of a release", () => {
  it("is base64 of gzip of JSON, once more base64; a very old one is not packed", async () => {
    const packed = gzipSync(JSON.stringify(release));
    expect(await decodeRelease(twice(packed))).toMatchObject({ name: "web", version: 7 });
    expect(await decodeRelease(twice(Buffer.from(JSON.stringify(release))))).toMatchObject({ name: "web" });
  });

  it.each([
    ["a bomb", twice(gzipSync(Buffer.alloc(64 * 1024 * 1024)))],
    ["half a gzip", twice(gzipSync(JSON.stringify(release)).subarray(0, 40))],
    ["no JSON", twice(gzipSync("name: web"))],
    ["JSON of something else", twice(gzipSync('{"name":"web"}'))],
    ["nothing", ""],
  ])("is refused when it holds %s", async (_what, data) => {
    await expect(decodeRelease(data)).rejects.toMatchObject({ code: "app_helm_unreadable" });
  });

  it("names what it made, without hooks, comments and empty documents", () => {
    const hook = "kind: Job\nmetadata: { name: migrate, annotations: { helm.sh/hook: pre-upgrade } }\n";
    const manifest = `---\n# Source: nginx/templates/x.yaml\n---\n${release.manifest}---\n${hook}---\nkind: Service\nmetadata:\n  name: web\n`;
    expect(objectsOfManifest(manifest)).toEqual([
      { kind: "Deployment", name: "web" },
      { kind: "Service", name: "web" },
    ]);
    expect(() => objectsOfManifest("---\nkind: A\n".repeat(600))).toThrow(/600 documents/);
  });

  it("does not unfold aliases without end", () => {
    const levels = Array.from({ length: 12 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]`);
    const bomb = `a0: &a0 [x]\n${levels.join("\n")}\nkind: ConfigMap\nmetadata: { name: x }\n`;
    expect(() => objectsOfManifest(bomb)).toThrow();
  });
});
