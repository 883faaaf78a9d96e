/** An app behind a Gateway: what a room's base makes of its ingress. For tests. */
import type { Base } from "../base/merge.ts";
import { parseBase } from "../base/parse.ts";
import { parseSpec } from "../spec/parse.ts";
import type { Manifest } from "../types.ts";
import { draftVersion, openPolicy } from "../versions.ts";
import { places } from "./shapes.ts";

/** The base of north-mobile, whose entrance is a Gateway. */
export function gatewayBase(policy = "entrance: { gateway: infra/public, listener: https }"): Base {
  const result = parseBase("room:north-mobile", `policy: { ${policy} }`);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return { base: "room:north-mobile", version: 1, document: result.document };
}

export const gatewayShape = `name: routed
team: news
image: registry.demo/routed:1
ports: [{ name: http, port: 8080, service: 80 }]
ingress:
  - host: routed.example
    aliases: ["*.routed.example"]
    paths:
      - { path: /, port: http }
      - { path: /api, port: http, rewrite: /v2 }
      - { path: /old, type: Exact, port: http, rewrite: /new }
    timeouts: { request: 30 }
    headers: { request: { X-Room: north }, response: { X-Frame-Options: DENY } }
  - host: old.routed.example
    paths: [{ port: http }]
    redirect: { to: "https://routed.example:8443/new", permanent: true }
replicas: { north-mobile: 1 }
`;

/** Manifests of a spec in north-mobile, over its base. */
export function routed(text: string, bases: readonly Base[] = [gatewayBase()]): readonly Manifest[] {
  const result = parseSpec(text, bases);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return draftVersion(result.parsed, openPolicy, places).rendering["nm-1"] ?? [];
}
