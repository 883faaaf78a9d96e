import { appsEndpoints as api, differenceEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Base } from "../base/merge.ts";
import { parseBase } from "../base/parse.ts";
import { explainTarget } from "../explain/explain.ts";
import { parseSpec } from "../spec/parse.ts";
import { gatewayBase } from "../testing/routes.ts";
import { type AppsTestServer, appsServer } from "../testing/server.ts";
import { places } from "../testing/shapes.ts";
import { checkDraft, draftVersion, openPolicy } from "../versions.ts";
import { differencesOf } from "./differences.ts";

const head = `name: web
team: news
image: registry.demo/web:1
replicas: { north-mobile: 1, south-telecom: 2 }
ports: [{ name: http, port: 8080, service: 80 }]
env: { MODE: live, CACHE: "on" }
health: { readiness: { http: { path: /up, port: http } } }
`;
const south = (more: string) =>
  `${head}rooms:\n  south-telecom:\n    why: its disks are slower\n    ${more}\n`;
const base = (name: string, text: string): Base => {
  const result = parseBase(name, text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return { base: name, version: 1, document: result.document };
};
const read = (text: string, bases: readonly Base[] = []) => {
  const result = parseSpec(text, bases);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.parsed;
};
function problems(text: string, bases: readonly Base[] = [], policy = openPolicy): string[] {
  const result = parseSpec(text, bases);
  const found = result.ok
    ? result.parsed.locate(checkDraft(result.parsed, policy, places).issues)
    : result.problems;
  return found.map(({ line, path, message, hint }) => `${line} ${path}: ${message} -> ${hint}`);
}

describe("what a room has otherwise", () => {
  it("is merged over the spec, which is over the room's base; the others stay as they are", () => {
    const bases = [
      base(
        "room:south-telecom",
        "spec: { env: { MODE: base, REGION: south }, stop: { gracePeriodSeconds: 90 } }",
      ),
    ];
    const parsed = read(
      south('env: { CACHE: "off" }\n    health: { readiness: { tcp: { port: http } } }'),
      bases,
    );
    expect(parsed.specIn("south-telecom")).toMatchObject({
      env: { MODE: "live", CACHE: "off", REGION: "south" },
      health: { readiness: { tcp: { port: "http" } } },
      stop: { gracePeriodSeconds: 90 },
    });
    expect(parsed.specIn("south-telecom").health.readiness?.http).toBeUndefined();
    expect(parsed.specIn("north-mobile")).toMatchObject({ env: { MODE: "live", CACHE: "on" } });
    const { rendering } = draftVersion(parsed, openPolicy, places);
    expect(JSON.stringify(rendering["st-2"])).toContain('{"name":"CACHE","value":"off"}');
    expect(JSON.stringify(rendering["nm-1"])).toContain('{"name":"CACHE","value":"on"}');
  });

  it.each([
    [
      "without a reason",
      south('env: { A: "1" }').replace("    why: its disks are slower\n", ""),
      "9 rooms.south-telecom.why: why is missing -> write why: its disks are slower",
    ],
    [
      "where the app does not run",
      south('env: { A: "1" }').replace("  south-telecom:\n", "  south-telecon:\n"),
      "10 rooms.south-telecon: the app does not run in south-telecon -> did you mean south-telecom?",
    ],
    [
      "what is the same in all rooms",
      south("image: registry.demo/web:2"),
      expect.stringMatching(/^11 rooms\.south-telecom\.image: there is no key "image" here/),
    ],
    [
      "that breaks a rule of its own",
      south("resources: { requests: { cpu: 2 }, limits: { cpu: 1 } }"),
      "11 rooms.south-telecom.resources.requests.cpu: requests 2 of cpu, more than its limit 1 -> write at most 1, or raise resources.limits.cpu",
    ],
    [
      "of a wrong kind",
      south("stop: { gracePeriodSeconds: soon }"),
      expect.stringMatching(/^11 rooms\.south-telecom\.stop\.gracePeriodSeconds: gracePeriodSeconds must be/),
    ],
  ])("is refused: %s", (_what, text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  it("is held to bases and policy, at its own line", () => {
    const bases = [base("organisation", "policy: { maxMemory: 1Gi, images: noLatest }")];
    expect(problems(south("resources: { limits: { memory: 2Gi } }"), bases)[0]).toMatch(
      /^11 rooms\.south-telecom\.resources\.limits\.memory: 2Gi of memory is more than 1Gi/,
    );
    const sidecar = south('sidecars: [{ name: a, image: "evil.example/a:latest" }]');
    expect(problems(sidecar, bases)[0]).toMatch(
      /^11 rooms\.south-telecom\.sidecars\[0\]\.image: .* says :latest/,
    );
    expect(problems(sidecar, [], { ...openPolicy, allowedRegistries: ["registry.demo"] })).toEqual([
      "11 rooms.south-telecom.sidecars[0].image: operations do not allow images from evil.example -> use an image of registry.demo",
    ]);
  });

  it("is explained by its own line and reason", async () => {
    const parsed = read(south('env: { CACHE: "off" }'));
    const { targets, rendering } = draftVersion(parsed, openPolicy, places);
    const target = targets.find(({ cluster }) => cluster === "st-1");
    if (target === undefined) throw new Error("no target");
    const fields = await explainTarget({ parsed, target, targets, manifests: rendering["st-1"] ?? [] });
    const value = fields.find(({ value: one }) => one === "off");
    expect(value?.origins[0]).toMatchObject({
      from: "spec",
      path: "rooms.south-telecom.env.CACHE",
      line: 11,
      why: expect.stringContaining(
        "env.CACHE in line 11 of the spec for south-telecom (its disks are slower)",
      ),
    });
  });
});

describe("differences between rooms", () => {
  it("names each value with its reason: the spec's, a base's, a patch's, an entrance's", () => {
    const text = `${south('env: { CACHE: "off" }')}patches:
  - { name: dns, why: the node knows, target: { kind: Deployment }, rooms: [st-2], merge: { spec: { template: { spec: { dnsPolicy: Default } } } } }
`;
    const bases = [
      base("room:south-telecom", "spec: { stop: { gracePeriodSeconds: 90 } }"),
      gatewayBase("entrance: { gateway: infra/public }"),
    ];
    const parsed = read(text, bases);
    const { targets, issues } = checkDraft(parsed, openPolicy, places);
    expect(issues).toEqual([]);
    const [north, other] = differencesOf(parsed, targets);
    expect(north?.differences).toEqual([
      {
        path: "ingress",
        here: "nm-1: Gateway infra/public",
        from: "entrance",
        line: null,
        why: "operations' base says how a cluster lets requests in",
      },
    ]);
    expect(other?.differences).toMatchObject([
      {
        path: "env.CACHE",
        here: "off",
        elsewhere: "on",
        from: "spec",
        line: 11,
        why: "its disks are slower",
      },
      { path: "stop.gracePeriodSeconds", here: 90, elsewhere: 30, from: "base" },
      { path: "patches[0]", here: "dns (st-2)", from: "patch", line: 13, why: "the node knows" },
      { path: "ingress", here: "st-1: ingress-nginx" },
      { path: "ingress", here: "st-2: ingress-nginx" },
    ]);
  });
});

describe("over HTTP", () => {
  let server: AppsTestServer;
  beforeAll(async () => {
    server = await appsServer();
  });
  afterAll(() => server?.close());

  it("answers for a stored version, and not to who may not read the app", async () => {
    const lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
    const bo = await server.person({ name: "bo", grants: [{ role: "developer", team: "sport" }] });
    await lin.get(api.apply, { params: { app: "web" }, body: { spec: south('env: { CACHE: "off" }') } });
    const found = await lin.get(differenceEndpoints.differences, { params: { app: "web" } });
    expect(found.rooms.map(({ room, differences }) => [room, differences.length])).toEqual([
      ["north-mobile", 0],
      ["south-telecom", 1],
    ]);
    const refused = await bo.call(differenceEndpoints.differences, { params: { app: "web" } });
    expect([403, 404]).toContain(refused.status);
  });
});
