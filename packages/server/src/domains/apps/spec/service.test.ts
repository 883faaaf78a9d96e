import { describe, expect, it } from "vitest";
import { parseSpec } from "./parse.ts";

const head =
  "name: web\nteam: news\nimage: registry.demo/web:1\nreplicas: { north-mobile: 1 }\nports: [{ name: http, port: 8080, service: 80 }]\n";
function problems(text: string): string[] {
  const result = parseSpec(text);
  return result.ok
    ? []
    : result.problems.map(({ line, path, message, hint }) => `${line} ${path}: ${message} -> ${hint}`);
}

describe("service and dependencies", () => {
  it.each([
    [
      "a Service without a port",
      head.replace(", service: 80", "") + "service: { type: NodePort }\n",
      "6 service: no port is the Service's -> write ports: [{ name: http, port: 8080, service: 80 }]",
    ],
    [
      "an address that is none",
      `${head}service: { headless: true, type: NodePort }\n`,
      "6 service.headless: a Service of type NodePort has an address -> leave headless or type out",
    ],
    [
      "stickiness without an address",
      `${head}service: { headless: true, sticky: {} }\n`,
      "6 service.sticky: without an address nobody keeps clients to an instance -> leave sticky or headless out",
    ],
    [
      "traffic from outside that cannot come",
      `${head}service: { externalTraffic: Local }\n`,
      "6 service.externalTraffic: nothing comes from outside -> write type: LoadBalancer, or leave it out",
    ],
    [
      "sources without a load balancer",
      `${head}service: { sources: [10.0.0.0/8] }\n`,
      "6 service.sources: there is no load balancer -> write type: LoadBalancer, or leave it out",
    ],
    [
      "a password in an address",
      `${head}dependencies: [{ kind: postgres, address: "postgres://news:secret@db/news" }]\n`,
      "6 dependencies[0].address: there is a password in the address -> leave user and password out; whoever reads the app reads this",
    ],
  ])("refuses %s", (_what, text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });
});
