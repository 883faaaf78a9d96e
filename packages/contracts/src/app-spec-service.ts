/** How other apps reach this one, and which others it needs. */
import { z } from "zod";
import type { SpecIssue } from "./app-spec-checks.ts";
import { portsOf } from "./app-spec-containers.ts";
import { labelKey, said } from "./app-spec-parts.ts";
import type { AppSpec } from "./app-spec.ts";

const network = z
  .string()
  .regex(
    /^([0-9]{1,3}(\.[0-9]{1,3}){3}\/[0-9]{1,2}|[0-9a-fA-F:]{2,39}\/[0-9]{1,3})$/,
    "a network such as 10.0.0.0/8",
  );

export const service = z
  .strictObject({
    headless: said(
      z.boolean().optional(),
      "its name means the addresses of all instances, without one of its own",
      "true",
    ),
    type: said(
      z.enum(["ClusterIP", "NodePort", "LoadBalancer"]).optional(),
      "inside of the cluster only, at a port of every node, or behind a load balancer",
      "LoadBalancer",
    ),
    sticky: said(
      z
        .strictObject({ seconds: said(z.int().min(1).max(86_400), "for how long", "10800").default(10_800) })
        .optional(),
      "a client comes to the same instance again",
      "{ seconds: 600 }",
    ),
    externalTraffic: said(
      z.enum(["Cluster", "Local"]).optional(),
      "Local keeps the client's address, and uses only instances on the node it came to",
      "Local",
    ),
    internalTraffic: said(
      z.enum(["Cluster", "Local"]).optional(),
      "Local uses only instances on the caller's node",
      "Local",
    ),
    sources: said(
      z.array(network).max(50).optional(),
      "networks a load balancer lets in; any unless told",
      "[10.0.0.0/8]",
    ),
    publishNotReady: said(z.boolean().optional(), "instances are found before they are Ready", "true"),
    annotations: said(
      z.record(labelKey, z.string().max(1000)).optional(),
      "annotations of the Service, for the load balancer",
      "{ example.com/pool: public }",
    ),
  })
  .meta({ description: "how other apps reach it, beside its ports" });

export const dependencies = z
  .array(
    z.strictObject({
      kind: said(
        z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "a word such as postgres, redis, kafka or app"),
        "what it is",
        "postgres",
      ),
      address: said(
        z.string().regex(/^[!-~]{1,300}$/, "an address without spaces"),
        "where it is; without passwords",
        "news-db.data:5432",
      ),
      description: said(z.string().max(300).optional(), "what it is for", "articles and their authors"),
    }),
  )
  .max(50)
  .meta({
    description: "what the app needs to work",
    examples: ["[{ kind: postgres, address: news-db.data:5432 }]"],
  });

/** What is said of a Service fits its type; and an address is no place for a password. */
export function checkService(spec: AppSpec): SpecIssue[] {
  const issues: SpecIssue[] = [];
  const { service: said = {}, dependencies: needed = [] } = spec;
  const { type = "ClusterIP", headless, externalTraffic, sources, sticky } = said;
  const add = (key: string, message: string, hint: string) =>
    issues.push({ path: ["service", key], message, hint });
  if (spec.service !== undefined && portsOf(spec).every((port) => port.service === undefined)) {
    issues.push({
      path: ["service"],
      message: "no port is the Service's",
      hint: "write ports: [{ name: http, port: 8080, service: 80 }]",
    });
  }
  if (headless === true && type !== "ClusterIP")
    add("headless", `a Service of type ${type} has an address`, "leave headless or type out");
  if (headless === true && sticky !== undefined)
    add("sticky", "without an address nobody keeps clients to an instance", "leave sticky or headless out");
  if (externalTraffic !== undefined && type === "ClusterIP")
    add("externalTraffic", "nothing comes from outside", "write type: LoadBalancer, or leave it out");
  if (sources !== undefined && type !== "LoadBalancer")
    add("sources", "there is no load balancer", "write type: LoadBalancer, or leave it out");
  for (const [index, { address }] of needed.entries()) {
    if (!/\/\/[^/@]*:[^/@]+@/.test(address)) continue;
    issues.push({
      path: ["dependencies", index, "address"],
      message: "there is a password in the address",
      hint: "leave user and password out; whoever reads the app reads this",
    });
  }
  return issues;
}
