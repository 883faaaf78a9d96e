import { describe, expect, it } from "vitest";
import { parseBase } from "../base/parse.ts";
import { shapes, places } from "../testing/shapes.ts";
import { checkDraft, draftVersion, openPolicy } from "../versions.ts";
import { parseSpec } from "./parse.ts";
import { setImage } from "./set-image.ts";

const head = "name: web\nteam: news\nimage: registry.demo/web:1\nreplicas: { north-mobile: 1 }\n";
/** Problems as `line path: message -> hint`. */
function problems(more: string, policy = openPolicy): string[] {
  const result = parseSpec(head + more);
  const found = result.ok
    ? result.parsed.locate(checkDraft(result.parsed, policy, places).issues)
    : result.problems;
  return found.map(({ line, path, message, hint }) => `${line} ${path}: ${message} -> ${hint}`);
}
const other = (more: string) => `containers:\n  - { name: b, image: "registry.demo/b:1", ${more} }\n`;

describe("several containers", () => {
  it.each([
    [
      "the app's own name again",
      "sidecars: [{ name: web, image: a:1 }]\n",
      "5 sidecars[0].name: there is another container web -> give each container its own name; the first has the app's",
    ],
    [
      "one port twice",
      `ports: [{ name: http, port: 80 }]\n${other("ports: [{ name: other, port: 80 }]")}`,
      "7 containers[0].ports[0].port: port 80/TCP is listed twice -> list it once; several Service ports for one container port come later",
    ],
    [
      "one port name twice",
      `ports: [{ name: http, port: 80 }]\n${other("ports: [{ name: http, port: 81 }]")}`,
      "7 containers[0].ports[0].name: port name http is used twice -> give each port its own name",
    ],
    [
      "a check of another container's port",
      `ports: [{ name: http, port: 80 }]\n${other("health: { readiness: { tcp: { port: http } } }")}`,
      "7 containers[0].health.readiness.tcp.port: there is no port http -> list the port under `ports` first",
    ],
    [
      "a gRPC check of no port",
      "health: { readiness: { grpc: { port: grpc } } }\n",
      "5 health.readiness.grpc.port: there is no port grpc -> list the port under `ports` first",
    ],
    [
      "more than its limit",
      other("resources: { requests: { cpu: 2 }, limits: { cpu: 1 } }"),
      "6 containers[0].resources.requests.cpu: requests 2 of cpu, more than its limit 1 -> write at most 1, or raise its resources.limits.cpu",
    ],
    [
      "a volume that is not there",
      `scratch: { cache: {} }\n${other("mounts: { cach: /c }")}`,
      "7 containers[0].mounts.cach: there is no volume cach -> write one of: cache",
    ],
    [
      "a volume over a file",
      `scratch: { cache: {} }\n${other("mounts: { cache: /c }, files: { /c: x }")}`,
      "7 containers[0].mounts.cache: at /c there is a config file -> choose another path",
    ],
    [
      "root that may not be root",
      "security: { runAsUser: 0, runAsNonRoot: true }\n",
      "5 security.runAsUser: user 0 is root, and runAsNonRoot refuses it -> write another user, such as 1000",
    ],
    [
      "a capability that opens the node",
      "security: { capabilities: { add: [SYS_ADMIN] } }\n",
      expect.stringMatching(/^5 security.capabilities.add\[0\]: "SYS_ADMIN" is not one of AUDIT_WRITE/),
    ],
    [
      "a health check before the app runs",
      "initContainers: [{ name: a, image: a:1, health: {} }]\n",
      expect.stringMatching(/^5 initContainers\[0\].health: there is no key "health" here/),
    ],
    [
      "nobody to ask for names",
      "pod: { dns: { policy: None } }\n",
      "5 pod.dns.policy: with None nobody is asked for names -> write nameservers: [10.0.0.53]",
    ],
  ])("refuses %s", (_what, more, expected) => {
    expect(problems(more)).toEqual([expected]);
  });

  it("holds all images to the registries operations allow", () => {
    const more =
      'sidecars: [{ name: a, image: "evil.example/a:1" }]\ninitContainers: [{ name: b, image: "evil.example/b:1" }]\n';
    const policy = { ...openPolicy, allowedRegistries: ["registry.demo"] };
    expect(problems(more, policy).map((line) => line.split(":")[0])).toEqual([
      "5 sidecars[0].image",
      "6 initContainers[0].image",
    ]);
  });

  it("holds tasks to them too, and counts what tasks ask for on its own", () => {
    const tasks = `schedules: [{ name: tidy, cron: "@daily", image: "evil.example/tidy:1" }]
jobs: [{ name: move, when: before, image: "evil.example/move:1" }, { name: own, when: after }]
`;
    const policy = { ...openPolicy, allowedRegistries: ["registry.demo"] };
    expect(problems(tasks, policy).map((line) => line.split(":")[0])).toEqual([
      "5 schedules[0].image",
      "6 jobs[0].image",
    ]);
    const base = parseBase("organisation", "policy: { maxMemory: 1Gi }");
    if (!base.ok) throw new Error("the base is wrong");
    const bases = [{ base: "organisation", version: 1, document: base.document }];
    const wants = (memory: string) =>
      parseSpec(
        `${head}resources: { requests: { memory: 800Mi } }\njobs: [{ name: move, when: before, resources: { requests: { memory: ${memory} } } }]\n`,
        bases,
      );
    const broken = (result: ReturnType<typeof wants>) =>
      result.ok ? checkDraft(result.parsed, openPolicy, places).issues.map(({ path }) => path[0]) : null;
    expect(broken(wants("800Mi"))).toEqual([]);
    expect(broken(wants("2Gi"))).toEqual(["jobs"]);
  });

  it("lists every image of a version, the app's own first of those that stay", () => {
    const result = parseSpec(shapes.mesh);
    if (!result.ok) throw new Error("the shape is wrong");
    expect(draftVersion(result.parsed, openPolicy, places).images).toEqual([
      "registry.demo/mesh:1",
      "registry.demo/shipper:7",
      "registry.demo/mesh-schema:3",
      "registry.demo/proxy:1.2",
      "registry.demo/warm:1",
    ]);
  });

  it("changes the image of one container, and no other character", () => {
    const changed = setImage(shapes.mesh, "registry.demo/proxy:9", "proxy");
    expect(changed).toBe(shapes.mesh.replace("registry.demo/proxy:1.2", "registry.demo/proxy:9"));
    expect(setImage(shapes.mesh, "registry.demo/mesh:2", "mesh")).toBe(
      shapes.mesh.replace("registry.demo/mesh:1", "registry.demo/mesh:2"),
    );
    expect(setImage(shapes.mesh, "registry.demo/x:1", "nobody")).toBeNull();
  });
});
