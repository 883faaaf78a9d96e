/**
 * How requests from outside come in. Rendered to an Ingress with ingress-nginx' annotations, or to an HTTPRoute where
 * operations say that a cluster's entrance is a Gateway. What ends up in a proxy's configuration is held to characters
 * that mean nothing there; a configuration snippet cannot be written at all.
 */
import { z } from "zod";
import type { SpecIssue } from "./app-spec-checks.ts";
import { portHint } from "./app-spec-container-checks.ts";
import { portsOf } from "./app-spec-containers.ts";
import { portName, said } from "./app-spec-parts.ts";
import type { AppSpec } from "./app-spec.ts";

const hostName = z
  .string()
  .max(180)
  .regex(
    /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    "a host name in lower case, such as www.news.example or *.x.news.example",
  );
const urlPath = z
  .string()
  .max(500)
  .regex(
    /^\/[A-Za-z0-9/_.~%:@+,=-]*$/,
    "a path beginning with /, of letters, digits and / _ . ~ % : @ + , = -",
  );
const target = z
  .string()
  .max(1000)
  .regex(
    /^https?:\/\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[0-9]{1,5})?(\/[A-Za-z0-9/_.~%:@+,=-]*)?$/,
    "a URL such as https://www.news.example/new, without a query",
  );
const headerName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?$/, "a header's name: letters, digits and '-'");
const headerValue = z
  .string()
  .max(1000)
  .regex(
    /^[A-Za-z0-9 _:;.,/'?!()[\]@<>=+*#&|~^%-]*$/,
    "a header's value without quotes, backslashes, $ and braces",
  );
const headers = z
  .record(headerName, headerValue)
  .refine((map) => Object.keys(map).length <= 30, "at most 30 headers");
const secondsOf = (description: string, example: string) =>
  said(z.int().min(1).max(86_400).optional(), `${description}, in seconds`, example);

const path = z.strictObject({
  path: said(urlPath, "path", "/").default("/"),
  type: said(
    z.enum(["Prefix", "Exact"]),
    "what lies under the path too, or the path alone",
    "Prefix",
  ).default("Prefix"),
  port: said(portName, "the name of one of the ports that have `service`", "http"),
  rewrite: said(urlPath.optional(), "what the app sees instead of the path", "/v2"),
});

export const ingress = z.strictObject({
  host: said(hostName, "the host name requests come in for", "www.news.example"),
  aliases: said(
    z.array(hostName).max(15).optional(),
    "more host names with the same paths",
    "[news.example]",
  ),
  paths: said(z.array(path).min(1).max(100), "where each path leads", "[{ path: /, port: http }]"),
  tls: said(
    z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, "the name of a Secret"),
    "the Secret with the certificate",
    "news-tls",
  ).optional(),
  bodySize: said(
    z.string().regex(/^[0-9]+[kmg]?$/, "a size as nginx writes it: 5k, 100m, 1g, 0 for no limit"),
    "the largest request body",
    "100m",
  ).optional(),
  timeouts: said(
    z
      .strictObject({
        connect: secondsOf("to reach an instance", "5"),
        send: secondsOf("between two parts sent to it", "60"),
        read: secondsOf("between two parts of its answer", "60"),
        request: secondsOf("for a request as a whole; a Gateway only", "30"),
      })
      .optional(),
    "how long is waited",
    "{ read: 120 }",
  ),
  rateLimit: said(
    z
      .strictObject({
        perSecond: said(z.int().min(1).max(1_000_000).optional(), "requests of one client in a second", "20"),
        perMinute: said(
          z.int().min(1).max(1_000_000).optional(),
          "requests of one client in a minute",
          "300",
        ),
        connections: said(
          z.int().min(1).max(1_000_000).optional(),
          "connections of one client at once",
          "10",
        ),
        burst: said(z.int().min(1).max(1000).optional(), "so many times the rate for a moment", "5"),
      })
      .optional(),
    "what one client may ask for, counted by each proxy",
    "{ perSecond: 20 }",
  ),
  headers: said(
    z
      .strictObject({
        request: said(headers.optional(), "set before the app sees a request; a Gateway only"),
        response: said(headers.optional(), "set on each answer", "{ X-Frame-Options: DENY }"),
      })
      .optional(),
    "headers",
    "{ response: { X-Frame-Options: DENY } }",
  ),
  redirect: said(
    z
      .strictObject({
        https: said(z.boolean().optional(), "plain HTTP is sent to HTTPS", "true"),
        to: said(target.optional(), "everything is sent there", "https://www.news.example/"),
        permanent: said(z.boolean().default(false), "browsers may remember it", "true"),
      })
      .optional(),
    "where requests are sent instead",
    "{ https: true }",
  ),
  class: said(z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/), "ingress class", "nginx").default(
    "nginx",
  ),
});

/** Fields that become annotations of ingress-nginx; other controllers would not read them. */
const nginxOnly = ["bodySize", "timeouts", "rateLimit", "headers", "redirect"] as const;

/** Hosts once, ports that are there, and annotations only where they are read. */
export function checkIngress(spec: AppSpec): SpecIssue[] {
  const issues: SpecIssue[] = [];
  const ports = portsOf(spec);
  const hosts = new Set<string>();
  for (const [index, entry] of spec.ingress.entries()) {
    const at = ["ingress", index];
    for (const [place, host] of [entry.host, ...(entry.aliases ?? [])].entries()) {
      if (hosts.has(host)) {
        issues.push({
          path: place === 0 ? [...at, "host"] : [...at, "aliases", place - 1],
          message: `host ${host} is listed twice`,
          hint: "put all its paths into one entry",
        });
      }
      hosts.add(host);
    }
    if (!entry.class.includes("nginx")) {
      issues.push(
        ...nginxOnly
          .filter((field) => entry[field] !== undefined)
          .map((field) => ({
            path: [...at, field],
            message: `${field === "bodySize" ? "a body size" : field} is set for ingress-nginx, and the class is ${entry.class}`,
            hint: `leave ${field} out, or write class: nginx`,
          })),
        ...entry.paths.flatMap(({ rewrite }, place) =>
          rewrite === undefined
            ? []
            : [
                {
                  path: [...at, "paths", place, "rewrite"],
                  message: `rewrite is set for ingress-nginx, and the class is ${entry.class}`,
                  hint: "leave rewrite out, or write class: nginx",
                },
              ],
        ),
      );
    }
    const { rateLimit } = entry;
    if (
      rateLimit?.burst !== undefined &&
      rateLimit.perSecond === undefined &&
      rateLimit.perMinute === undefined
    ) {
      issues.push({
        path: [...at, "rateLimit", "burst"],
        message: "a burst of no rate",
        hint: "write perSecond: 20 beside it",
      });
    }
    for (const [place, one] of entry.paths.entries()) {
      const port = ports.find((candidate) => candidate.name === one.port);
      if (port?.service !== undefined) continue;
      issues.push({
        path: [...at, "paths", place, "port"],
        message: port === undefined ? `there is no port ${one.port}` : `port ${one.port} is private`,
        hint: port === undefined ? portHint(ports) : `give port ${one.port} a \`service\` port, such as 80`,
      });
    }
  }
  return issues;
}
