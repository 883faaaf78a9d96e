import { describe, expect, it } from "vitest";
import type { Base } from "../base/merge.ts";
import { parseBase } from "../base/parse.ts";
import { explainTarget } from "../explain/explain.ts";
import { renderTarget } from "../render/render.ts";
import { parseSpec } from "../spec/parse.ts";
import { places, shapes } from "../testing/shapes.ts";
import { checkDraft, draftVersion, openPolicy } from "../versions.ts";
import { jsonPatch } from "./json-patch.ts";
import { marksOf, printMarked } from "./marks.ts";
import { strategicMerge } from "./strategic.ts";

const head = "name: web\nteam: news\nimage: registry.demo/web:1\nreplicas: { north-mobile: 1 }\n";
const patch = (target: string, change: string, more = "") =>
  `${head}ports: [{ name: http, port: 8080, service: 80 }]\npatches:\n  - name: one\n    why: because\n    target: ${target}\n${more}    ${change}\n`;
const read = (text: string, bases: readonly Base[] = []) => {
  const result = parseSpec(text, bases);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.parsed;
};
/** Problems as `line path: message -> hint`. */
function problems(text: string, policy = openPolicy, bases: readonly Base[] = []): string[] {
  const result = parseSpec(text, bases);
  const found = result.ok
    ? result.parsed.locate(checkDraft(result.parsed, policy, places).issues)
    : result.problems;
  return found.map(({ line, path, message, hint }) => `${line} ${path}: ${message} -> ${hint}`);
}
const template = (change: string) => `merge: { spec: { template: { spec: ${change} } } }`;
const deployment = "{ kind: Deployment }";

describe("a patch that does not fit", () => {
  it.each([
    [
      "matches nothing",
      patch("{ kind: Ingress }", "merge: { spec: { ingressClassName: x } }"),
      "9 patches[0].target: patch one matches nothing: there is no Ingress -> there are: Deployment/web, Service/web, ServiceAccount/web",
    ],
    [
      "has a path that does not exist",
      patch(deployment, "json: [{ op: replace, path: /spec/template/spec/dnsPolicy, value: Default }]"),
      "10 patches[0].json[0].path: patch one of Deployment/web: there is nothing at /spec/template/spec/dnsPolicy -> compare with `halcyon app render`",
    ],
    [
      "tests for another value",
      patch(deployment, "json: [{ op: test, path: /spec/template/spec/serviceAccountName, value: other }]"),
      '10 patches[0].json[0].path: patch one of Deployment/web: /spec/template/spec/serviceAccountName is not "other" -> compare with `halcyon app render`',
    ],
    [
      "changes replicas",
      patch(deployment, "merge: { spec: { replicas: 9 } }"),
      "10 patches[0].merge.spec.replicas: patch one of Deployment/web: spec.replicas: how many instances run is `replicas` -> write replicas",
    ],
    [
      "is for a room without the app",
      patch(deployment, template("{ dnsPolicy: Default }"), "    rooms: [north-mobil]\n"),
      "10 patches[0].rooms[0]: the app does not run in north-mobil -> did you mean north-mobile?",
    ],
    [
      "has an item without its key",
      patch(deployment, template("{ containers: [{ image: x }] }")),
      "10 patches[0].merge: patch one of Deployment/web: an item of Deployment.spec.template.spec.containers has no name, by which it is found -> compare with `halcyon app render`",
    ],
    [
      "uses a directive nobody knows",
      patch(deployment, template("{ $retainKeys: [x] }")),
      "10 patches[0].merge: patch one of Deployment/web: $retainKeys at Deployment.spec.template.spec is not known; there are $patch: delete and $patch: replace -> compare with `halcyon app render`",
    ],
    [
      "has two ways",
      patch(deployment, "merge: { spec: {} }\n    json: [{ op: remove, path: /spec }]"),
      "7 patches[0]: the patch has merge and json -> write exactly one of merge and json, such as merge: { spec: { template: { spec: { dnsPolicy: Default } } } }",
    ],
    [
      "has no value",
      patch(deployment, "json: [{ op: add, path: /spec/x }]"),
      "10 patches[0].json[0]: add has no value -> write value: ...",
    ],
    [
      "is too large",
      patch(deployment, `merge: { spec: { x: "${"y".repeat(17_000)}" } }`),
      expect.stringMatching(/^7 patches\[0\]: the patch has 17\d+ bytes; 16384 are allowed/),
    ],
    [
      "gives no reason",
      patch(deployment, template("{ dnsPolicy: Default }")).replace("why: because", 'why: ""'),
      "8 patches[0].why: why is too small: at least 1 characters -> write at least 1 characters",
    ],
  ])("%s", (_what, text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  it.each([
    ["kind", "{ kind: StatefulSet }", deployment],
    ["apiVersion", "{ apiVersion: apps/v2 }", deployment],
    ["name", "{ metadata: { name: other } }", deployment],
    ["namespace", "{ metadata: { namespace: kube-system } }", deployment],
    ["ownerReferences", "{ metadata: { ownerReferences: [{ name: x }] } }", deployment],
    ["selector", "{ spec: { selector: { matchLabels: { a: b } } } }", deployment],
    ["Service selector", "{ spec: { selector: { a: b } } }", "{ kind: Service }"],
    ["external addresses", "{ spec: { externalIPs: [10.0.0.1] } }", "{ kind: Service }"],
    ["Halcyon's label", '{ metadata: { labels: { halcyon.dev/app: "x" } } }', deployment],
    ["Halcyon's annotation", '{ metadata: { annotations: { step.halcyon.dev/x: "x" } } }', deployment],
    [
      "pod label",
      "{ spec: { template: { metadata: { labels: { app.kubernetes.io/name: x } } } } }",
      deployment,
    ],
    ["pod label gone", "{ spec: { template: { metadata: { labels: null } } } }", deployment],
    ["surge", "{ spec: { strategy: { rollingUpdate: { maxSurge: 9 } } } }", deployment],
    ["min ready", "{ spec: { minReadySeconds: 9 } }", deployment],
    ["deadline", "{ spec: { progressDeadlineSeconds: 9 } }", deployment],
    ["history", "{ spec: { revisionHistoryLimit: 0 } }", deployment],
    ["status", "{ status: { replicas: 1 } }", deployment],
    ["no spec", "{ spec: null }", deployment],
    [
      "own container gone",
      "{ spec: { template: { spec: { containers: [{ name: web, $patch: delete }] } } } }",
      deployment,
    ],
    [
      "own container second",
      "{ spec: { template: { spec: { containers: [{ $patch: replace }, { name: a }, { name: web }] } } } }",
      deployment,
    ],
    ["host network", "{ spec: { template: { spec: { hostNetwork: true } } } }", deployment],
    [
      "host path",
      "{ spec: { template: { spec: { volumes: [{ name: x, hostPath: { path: / } }] } } } }",
      deployment,
    ],
    [
      "privileged",
      "{ spec: { template: { spec: { containers: [{ name: web, securityContext: { privileged: true } }] } } } }",
      deployment,
    ],
    [
      "capability",
      "{ spec: { template: { spec: { containers: [{ name: web, securityContext: { capabilities: { add: [SYS_ADMIN] } } }] } } } }",
      deployment,
    ],
    [
      "host port",
      "{ spec: { template: { spec: { containers: [{ name: web, ports: [{ containerPort: 8080, hostPort: 80 }] }] } } } }",
      deployment,
    ],
  ])("may not touch: %s", (_what, merge, target) => {
    const found = problems(patch(target, `merge: ${merge}`));
    expect(found.length).toBe(1);
    expect(found[0]).toMatch(/^10 patches\[0\]\.merge/);
  });

  it("may not bring a configuration snippet into an ingress", () => {
    const text = patch(
      "{ kind: Ingress }",
      'merge: { metadata: { annotations: { nginx.ingress.kubernetes.io/server-snippet: "x" } } }',
    ).replace("patches:", "ingress: [{ host: a.example, paths: [{ port: http }] }]\npatches:");
    expect(problems(text)[0]).toContain("text that becomes the proxy's configuration is not allowed");
    const rewrite = text.replace("server-snippet", "auth-url");
    expect(problems(rewrite)).toEqual([]);
    const injected = rewrite.replace('"x"', `'/"; return 200 "'`);
    expect(problems(injected)[0]).toContain("the value would end up in the proxy's configuration");
  });
});

describe("policy", () => {
  const foreign = patch(
    deployment,
    template('{ containers: [{ name: web, image: "evil.example/x:latest" }] }'),
  );

  it("holds for images a patch brings", () => {
    expect(problems(foreign, { ...openPolicy, allowedRegistries: ["registry.demo"] })).toEqual([
      "7 patches[0]: operations do not allow images from evil.example -> use an image of registry.demo",
    ]);
    const base = parseBase(
      "organisation",
      "policy: { images: noLatest, maxMemory: 1Gi, requiredLabels: [tier] }",
    );
    if (!base.ok) throw new Error("the base is wrong");
    const bases = [{ base: "organisation", version: 1, document: base.document }];
    const labelled = (text: string) => text.replace("patches:", "pod: { labels: { tier: web } }\npatches:");
    expect(problems(labelled(foreign), openPolicy, bases)[0]).toContain("says :latest");
    const large = patch(
      deployment,
      template("{ containers: [{ name: web, resources: { limits: { memory: 4Gi } } }] }"),
    );
    expect(problems(labelled(large), openPolicy, bases)[0]).toMatch(
      /^8 patches\[0\]: 4Gi of memory is more than 1Gi/,
    );
    const bare = patch(deployment, "merge: { spec: { template: { metadata: { labels: { tier: null } } } } }");
    expect(problems(labelled(bare), openPolicy, bases)[0]).toMatch(
      /^8 patches\[0\]: instances have no label tier/,
    );
  });

  it("lists every image that runs", () => {
    expect(draftVersion(read(foreign), openPolicy, places).images).toEqual(["evil.example/x:latest"]);
  });
});

describe("what a patch changed", () => {
  const parsed = read(shapes.patched);
  const { targets } = checkDraft(parsed, openPolicy, places);
  const target = targets.find(({ cluster }) => cluster === "st-1");
  if (target === undefined) throw new Error("no target");
  const manifests = renderTarget(parsed.spec, target);

  it("is marked beside the value, and only in the patch's rooms", () => {
    const printed = printMarked(manifests, marksOf(parsed.spec, target, manifests));
    expect(printed).toContain("dnsPolicy: None # patch node-local-dns\n");
    expect(printed).toContain("fieldPath: spec.nodeName # patch scratch\n");
    expect(printed).toContain("# patch scratch removed spec.template.spec.containers[0].env[1].value");
    const other = targets[0];
    if (other === undefined) throw new Error("no target");
    const there = renderTarget(parsed.spec, other);
    expect(printMarked(there, marksOf(parsed.spec, other, there))).not.toContain("node-local-dns");
  });

  it("is explained by the patch's name, reason and line", async () => {
    const fields = await explainTarget({ parsed, target, targets, manifests });
    const of = (field: string) => fields.find((one) => one.field === field)?.origins[0];
    expect(of("spec.template.spec.dnsPolicy")).toMatchObject({
      from: "patch",
      patch: "node-local-dns",
      path: "patches[0].merge.spec.template.spec.dnsPolicy",
      line: 16,
      why: "patch node-local-dns in line 16 of the spec: this room asks the cache on the node first",
    });
    expect(of("spec.sessionAffinity")).toMatchObject({ from: "patch", patch: "sticky" });
    expect(of("spec.template.spec.containers[0].image")).toMatchObject({ from: "spec", path: "image" });
  });
});

describe("strategic merge", () => {
  const at = "Deployment";
  const pod = (spec: object) => ({ spec: { template: { spec } } });

  it("merges lists by the key of their items, puts new ones last, and removes by null and $patch", () => {
    const before = pod({
      containers: [{ name: "a", image: "a:1", env: [{ name: "X", value: "1" }], args: ["1", "2"] }],
      tolerations: [{ key: "x" }],
      dnsPolicy: "Default",
    });
    const after = strategicMerge(
      before,
      pod({
        containers: [
          { name: "b", image: "b:1" },
          {
            name: "a",
            args: ["3"],
            env: [
              { name: "Y", value: "2" },
              { name: "X", $patch: "delete" },
            ],
          },
        ],
        tolerations: [{ key: "y" }],
        dnsPolicy: null,
      }),
      at,
    );
    expect(after).toEqual(
      pod({
        containers: [
          { name: "a", image: "a:1", env: [{ name: "Y", value: "2" }], args: ["3"] },
          { name: "b", image: "b:1" },
        ],
        tolerations: [{ key: "y" }],
      }),
    );
  });

  it("replaces what says $patch: replace, maps and lists", () => {
    const before = pod({
      securityContext: { runAsUser: 1, fsGroup: 2 },
      volumes: [{ name: "a" }, { name: "b" }],
    });
    const patched = strategicMerge(
      before,
      pod({
        securityContext: { $patch: "replace", fsGroup: 3 },
        volumes: [{ $patch: "replace" }, { name: "c" }],
      }),
      at,
    );
    expect(patched).toEqual(pod({ securityContext: { fsGroup: 3 }, volumes: [{ name: "c" }] }));
  });
});

describe("JSON patch", () => {
  it("follows RFC 6902, appendix A", () => {
    const run = (document: unknown, ...operations: Parameters<typeof jsonPatch>[1]) =>
      jsonPatch(document, operations);
    expect(run({ foo: ["bar", "baz"] }, { op: "add", path: "/foo/1", value: "qux" })).toEqual({
      foo: ["bar", "qux", "baz"],
    });
    expect(run({ foo: ["a"] }, { op: "add", path: "/foo/-", value: ["b"] })).toEqual({ foo: ["a", ["b"]] });
    expect(run({ foo: ["a", "b", "c"] }, { op: "move", from: "/foo/0", path: "/foo/2" })).toEqual({
      foo: ["b", "c", "a"],
    });
    expect(run({ a: { b: 1 }, c: {} }, { op: "copy", from: "/a/b", path: "/c/d" })).toEqual({
      a: { b: 1 },
      c: { d: 1 },
    });
    expect(
      run({ "/": 9, "~1": 10 }, { op: "test", path: "/~01", value: 10 }, { op: "remove", path: "/~1" }),
    ).toEqual({ "~1": 10 });
    for (const [document, operation] of [
      [{ foo: [] }, { op: "add", path: "/foo/1", value: 1 }],
      [{ foo: [1] }, { op: "replace", path: "/foo/01", value: 1 }],
      [{ foo: "bar" }, { op: "add", path: "/baz/bat", value: 1 }],
      [{ foo: { bar: 1 } }, { op: "move", from: "/foo", path: "/foo/bar" }],
      [{ foo: 1 }, { op: "remove", path: "/toString" }],
    ] as const) {
      expect(() => run(document, operation)).toThrow();
    }
  });
});

describe("a patched Job", () => {
  const jobs = (text: string) =>
    Object.values(draftVersion(read(text), openPolicy, places).rendering)
      .flat()
      .filter(({ kind }) => kind === "Job")
      .map(({ metadata }) => metadata.name);
  const patches = (change: string) =>
    `patches:\n  - { name: one, why: because, target: { kind: Job }, merge: ${change} }\n`;
  const dns = (policy: string) => `{ spec: { template: { spec: { dnsPolicy: ${policy} } } } }`;

  it.each([
    ["that is the app", "kind: Job\n"],
    ["around releases", "jobs: [{ name: migrate, when: before }]\n"],
  ])("%s has another name for each content", (_case, more) => {
    const plain = jobs(`${head}${more}`);
    const one = jobs(`${head}${more}${patches(dns("Default"))}`);
    const other = jobs(`${head}${more}${patches(dns("None"))}`);
    expect(plain).toHaveLength(1);
    expect(new Set([...plain, ...one, ...other]).size).toBe(3);
    // The same content has the same name again, and a name as long as before.
    expect(jobs(`${head}${more}${patches(dns("Default"))}`)).toEqual(one);
    expect(one[0]).toHaveLength(plain[0]?.length ?? 0);
  });

  it("keeps its name where only its annotations changed: those may change in place", () => {
    const more = "jobs: [{ name: migrate, when: before }]\n";
    const noted = patches('{ metadata: { annotations: { example.com/note: "x" } } }');
    expect(jobs(`${head}${more}${noted}`)).toEqual(jobs(`${head}${more}`));
  });
});
