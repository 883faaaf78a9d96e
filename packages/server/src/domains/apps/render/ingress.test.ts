import { describe, expect, it } from "vitest";
import type { Base } from "../base/merge.ts";
import { parseSpec } from "../spec/parse.ts";
import { gatewayBase, gatewayShape, routed } from "../testing/routes.ts";
import { places, shapes } from "../testing/shapes.ts";
import { checkDraft, openPolicy } from "../versions.ts";
import { printManifests } from "./render.ts";

const head =
  "name: web\nteam: news\nimage: registry.demo/web:1\nreplicas: { north-mobile: 1 }\nports: [{ name: http, port: 8080, service: 80 }]\n";
const entry = (more: string) => `ingress:\n  - host: a.example\n    paths: [{ port: http }]\n    ${more}\n`;
/** Problems as `line path: message -> hint`. */
function problems(more: string, bases: readonly Base[] = []): string[] {
  const result = parseSpec(head + more, bases);
  const found = result.ok
    ? result.parsed.locate(checkDraft(result.parsed, openPolicy, places).issues)
    : result.problems;
  return found.map(({ line, path, message, hint }) => `${line} ${path}: ${message} -> ${hint}`);
}
const annotations = (text: string) =>
  routed(text, [])
    .filter(({ kind }) => kind === "Ingress")
    .map(({ metadata }) => metadata.annotations ?? {});
const nginx = (name: string) => `nginx.ingress.kubernetes.io/${name}`;

describe("ingress-nginx", () => {
  it("has one object for plain paths and one for each rewrite, for annotations hold for the whole", () => {
    const all = annotations(shapes.entrance);
    expect(all.length).toBe(4);
    expect(all[0]).toMatchObject({
      [nginx("proxy-body-size")]: "8m",
      [nginx("proxy-read-timeout")]: "120",
      [nginx("limit-rps")]: "20",
      [nginx("force-ssl-redirect")]: "true",
    });
    expect(all[0]).not.toHaveProperty([nginx("rewrite-target")]);
    expect(all[1]).toMatchObject({ [nginx("rewrite-target")]: "/v2/$2", [nginx("use-regex")]: "true" });
    expect(all[2]).toMatchObject({ [nginx("rewrite-target")]: "/new" });
    expect(all[3]).toEqual({ [nginx("permanent-redirect")]: "https://www.entrance.example/" });
  });

  it("rewrites a path as the app would see it", () => {
    const [, api, old] = routed(shapes.entrance, []).filter(({ kind }) => kind === "Ingress");
    const pathIn = (manifest: unknown) =>
      (manifest as { spec: { rules: { http: { paths: { path: string }[] } }[] } }).spec.rules[0]?.http
        .paths[0]?.path ?? "";
    expect("/api/pages/1".replace(new RegExp(`^${pathIn(api)}`), "/v2/$2")).toBe("/v2/pages/1");
    expect("/api".replace(new RegExp(`^${pathIn(api)}`), "/v2/$2")).toBe("/v2/");
    expect(new RegExp(`^${pathIn(api)}`).test("/apixyz")).toBe(false);
    expect(new RegExp(`^${pathIn(old)}`).test("/old.html")).toBe(true);
    expect(new RegExp(`^${pathIn(old)}`).test("/oldxhtml")).toBe(false);
  });

  it.each([
    ["a path that ends the location", 'paths: [{ path: "/ { return 200; }", port: http }]'],
    ["a path with a variable", 'paths: [{ path: "/$request_uri", port: http }]'],
    ["a line break in a path", 'paths: [{ path: "/a\\nb", port: http }]'],
    ["a rewrite with a quote", `paths: [{ port: http, rewrite: '/"; return 200 "' }]`],
    ["a header that ends its string", `headers: { response: { X-A: '"; lua_code {}' } }`],
    ["a header with a variable", `headers: { response: { X-A: "$http_cookie" } }`],
    ["a header's name with a colon", `headers: { response: { "X-A: b\\nX-B": c } }`],
    ["a size with more behind it", 'bodySize: "1m; evil"'],
    ["a target with a variable", 'redirect: { to: "https://a.example/$request_uri" }'],
    ["a target of another scheme", 'redirect: { to: "javascript:alert(1)" }'],
    ["a snippet", 'configuration-snippet: "return 200;"'],
  ])("refuses %s", (_what, more) => {
    const text = more.startsWith("paths") ? `ingress:\n  - host: a.example\n    ${more}\n` : entry(more);
    expect(problems(text).length).toBe(1);
    expect(problems(text)[0]).toMatch(/^[789] ingress\[0\]/);
  });

  it.each([
    [
      "headers of requests",
      entry("headers: { request: { X-A: b } }"),
      "9 ingress[0].headers.request: ingress-nginx of nm-1 cannot do this: it sets headers of requests for all apps alike, or by a configuration snippet -> have the app do without, or set them in its own proxy: sidecars",
    ],
    [
      "the time of a whole request",
      entry("timeouts: { request: 5 }"),
      "9 ingress[0].timeouts.request: ingress-nginx of nm-1 cannot do this: it knows pauses, and no time for a request as a whole -> write connect, send and read",
    ],
    [
      "a host as an alias again",
      entry("aliases: [b.example, a.example]"),
      "9 ingress[0].aliases[1]: host a.example is listed twice -> put all its paths into one entry",
    ],
    [
      "a burst of nothing",
      entry("rateLimit: { connections: 1, burst: 3 }"),
      "9 ingress[0].rateLimit.burst: a burst of no rate -> write perSecond: 20 beside it",
    ],
    [
      "annotations of another controller",
      entry("class: traefik\n    timeouts: { read: 5 }"),
      "10 ingress[0].timeouts: timeouts is set for ingress-nginx, and the class is traefik -> leave timeouts out, or write class: nginx",
    ],
  ])("refuses %s", (_what, more, expected) => {
    expect(problems(more)).toEqual([expected]);
  });
});

describe("a Gateway", () => {
  it("gets routes instead, where operations say so", async () => {
    await expect(printManifests(routed(gatewayShape))).toMatchFileSnapshot("./golden/of-a-gateway.yaml");
    expect(routed(gatewayShape).some(({ kind }) => kind === "Ingress")).toBe(false);
  });

  it("is chosen for a single cluster, or not for it", () => {
    const only = gatewayBase("entrances: { nm-1: { gateway: infra/public } }");
    expect(routed(gatewayShape, [only]).some(({ kind }) => kind === "HTTPRoute")).toBe(true);
    const but = gatewayBase("entrance: { gateway: infra/public }, entrances: { nm-1: nginx }");
    expect(routed(shapes.entrance, [but]).some(({ kind }) => kind === "Ingress")).toBe(true);
  });

  it.each([
    ["tls: web-tls", "tls", "certificates belong to the Gateway's listener"],
    ["bodySize: 1m", "bodySize", "an HTTPRoute has no size of a request"],
    ["rateLimit: { perSecond: 1 }", "rateLimit", "an HTTPRoute has no rate limit"],
    ["timeouts: { read: 1 }", "timeouts.read", "an HTTPRoute knows only the time of a whole request"],
    ["redirect: { https: true }", "redirect.https", "plain HTTP is another listener of the Gateway"],
  ])("cannot do %s, and the reason is said", (more, path, why) => {
    expect(problems(entry(more), [gatewayBase()])).toEqual([
      expect.stringContaining(
        `9 ingress[0].${path}: the Gateway infra/public of nm-1 cannot do this: ${why}`,
      ),
    ]);
  });
});
