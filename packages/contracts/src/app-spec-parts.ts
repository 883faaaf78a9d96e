/**
 * The small parts an app's spec is made of. Each carries a description and, where a wrong value is
 * likely, an example: error messages quote both, so a person reads what to write instead.
 */
import { z } from "zod";

/** A part of the spec with what it means and one value that is right, as it would be written in YAML. */
export function said<T extends z.ZodType>(schema: T, description: string, example?: string): T {
  return schema.meta(example === undefined ? { description } : { description, examples: [example] });
}

/** A percentage as text: `25%`. */
export const percent = z
  .string()
  .regex(/^(100|[1-9]?[0-9])%$/, "a percentage from 0% to 100%, such as 25%")
  .meta({ description: "a percentage", examples: ["25%"] });

/** A count, or a percentage of a target's replicas. */
export const countOrPercent = said(
  z.union([z.int().min(0).max(10_000), percent], {
    error: "a whole number or a percentage, such as 1 or 25%",
  }),
  "a whole number, or a percentage of the replicas",
  "25%",
);

const portNumber = said(z.int().min(1).max(65_535), "a port number from 1 to 65535", "8080");

/** IANA service name, what Kubernetes accepts as a container port's name: at most 15 characters. */
export const portName = said(
  z
    .string()
    .max(15, "at most 15 characters")
    .regex(
      /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/,
      "lower-case letters, digits and single '-', with at least one letter",
    ),
  "the name of a port, used by health checks and ingress",
  "http",
);

export const port = z.strictObject({
  name: portName,
  port: said(portNumber, "the port the container listens on", "8080"),
  service: said(
    portNumber,
    "the port other apps use, through the Service; leave it out to keep the port private",
    "80",
  ).optional(),
  protocol: said(z.enum(["TCP", "UDP", "SCTP"]), "TCP unless told", "TCP").default("TCP"),
});

const cpu = said(
  z.union([z.number().positive().max(1024), z.string().regex(/^([0-9]+m|[0-9]+(\.[0-9]{1,3})?)$/)], {
    error: "processors as a number (0.5) or in thousandths (500m)",
  }),
  "processors: a number, or thousandths with m",
  "500m",
);
const bytes = said(
  z.string().regex(/^[0-9]+(\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)$/, "a size with its unit: 256Mi, 1Gi"),
  "bytes with a unit: Ki, Mi, Gi, Ti, or k, M, G, T",
  "256Mi",
);
const amounts = z.strictObject({
  cpu: cpu.optional(),
  memory: bytes.optional(),
  ephemeralStorage: bytes.optional(),
});

export const resources = z
  .strictObject({
    requests: said(amounts.optional(), "what a node must have free for an instance"),
    limits: said(amounts.optional(), "what an instance may not exceed"),
  })
  .meta({ description: "what an instance needs, and may use" });

const portRef = said(z.union([portName, portNumber]), "the name of one of `ports`, or a number", "http");
const commandLine = said(
  z.array(z.string().min(1)).min(1).max(100),
  "program and arguments",
  '["/bin/check"]',
);
const header = z.strictObject({
  name: said(z.string().min(1).max(200), "the header's name", "X-Check"),
  value: said(z.string().max(2000), "its value", '"1"'),
});
const httpCall = z.strictObject({
  path: said(z.string().regex(/^\//, "a path beginning with /").max(2000), "path and query", "/healthz"),
  port: portRef,
  scheme: said(z.enum(["HTTP", "HTTPS"]), "HTTP unless told", "HTTP").default("HTTP"),
  headers: said(z.array(header).max(50).optional(), "headers it is asked with"),
});
const seconds = (description: string, example: string) =>
  said(z.int().min(1).max(86_400), `${description}, in seconds`, example);

/** One health check. Exactly one of `http`, `tcp`, `exec` and `grpc` (checked in app-spec-container-checks.ts). */
export const probe = z.strictObject({
  http: said(httpCall.optional(), "asks a path; 200 to 399 is healthy", "{ path: /healthz, port: http }"),
  tcp: said(z.strictObject({ port: portRef }).optional(), "opens a connection", "{ port: http }"),
  exec: said(z.strictObject({ command: commandLine }).optional(), "runs a program; exit 0 is healthy"),
  grpc: said(
    z
      .strictObject({
        port: portRef,
        service: said(
          z.string().max(253).optional(),
          "the name the health service is asked for",
          "news.Pages",
        ),
      })
      .optional(),
    "asks the gRPC health service",
    "{ port: grpc }",
  ),
  initialDelaySeconds: said(z.int().min(0).max(86_400), "before the first check, in seconds", "5").optional(),
  periodSeconds: seconds("between checks", "10").optional(),
  timeoutSeconds: seconds("for one check", "2").optional(),
  failureThreshold: said(z.int().min(1).max(1000), "failures in a row that count", "3").optional(),
  successThreshold: said(z.int().min(1).max(1000), "successes in a row that count", "1").optional(),
});

export const health = z
  .strictObject({
    readiness: said(probe.optional(), "may this instance serve? Steps of a release wait for it"),
    liveness: said(probe.optional(), "must this instance be restarted?"),
    startup: said(probe.optional(), "holds the other checks back until it succeeds once"),
  })
  .meta({ description: "how it is known that an instance works" });

/** How an instance stops. `drain` runs before the signal: a pause, a request or a program; at most one. */
export const stop = z
  .strictObject({
    gracePeriodSeconds: said(z.int().min(1).max(86_400), "from the first word to the kill", "30").default(30),
    drain: said(
      z.strictObject({
        sleepSeconds: seconds("a pause while endpoints are withdrawn", "5").optional(),
        http: said(httpCall.optional(), "a request that drains", "{ path: /drain, port: http }"),
        exec: said(z.strictObject({ command: commandLine }).optional(), "a program that drains"),
      }),
      "what happens before its signal to stop",
      "{ sleepSeconds: 5 }",
    ).optional(),
  })
  .meta({ description: "how an instance stops" });

export const strategy = z
  .strictObject({
    maxSurge: said(countOrPercent, "instances above the replicas while rolling; rounded up", "25%").default(
      "25%",
    ),
    maxUnavailable: said(
      countOrPercent,
      "instances that may be missing while rolling; rounded down; `unavailable` unless told",
      "0",
    ).optional(),
    minReadySeconds: said(z.int().min(0).max(86_400), "Ready for so long before it counts", "0").default(0),
    progressDeadlineSeconds: said(z.int().min(1).max(86_400), "without progress: reported", "600").default(
      600,
    ),
  })
  .meta({ description: "how instances are replaced" });

/** A label's or annotation's key: an optional DNS prefix and a name. */
export const labelKey = z
  .string()
  .max(317)
  .regex(
    /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
    "a label key such as example.com/tier: letters, digits, '-', '_', '.'",
  );
/** A label's value. YAML reads `1` and `true` as something else: quote them. */
export const labelValue = z
  .string()
  .max(63)
  .regex(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/, "letters, digits, '-', '_', '.', at most 63");
export const labels = z.record(labelKey, labelValue);

const address = said(z.union([z.ipv4(), z.ipv6()], { error: "an IP address" }), "an IP address", "10.0.0.53");
const subdomain = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, "lower-case letters, digits, '-' and '.'");
const plainHost = said(subdomain, "a host name", "old.news.example");

const dns = z.strictObject({
  policy: said(
    z.enum(["ClusterFirst", "Default", "None"]).optional(),
    "who is asked: the cluster, what the node asks, or only what is written here",
    "None",
  ),
  nameservers: said(z.array(address).max(3).optional(), "servers to ask", "[10.0.0.53]"),
  searches: said(z.array(plainHost).max(32).optional(), "domains tried after a short name", "[news.example]"),
  options: said(
    z.record(z.string().regex(/^[a-z0-9-]{1,63}$/), z.string().max(63).nullable()).optional(),
    "options of the resolver; null for those without a value",
    '{ ndots: "2" }',
  ),
});

export const pod = z
  .strictObject({
    labels: said(labels.optional(), "labels on each instance", '{ tier: "web" }'),
    annotations: said(z.record(labelKey, z.string().max(100_000)).optional(), "annotations on each instance"),
    dns: said(dns.optional(), "how names are found", "{ nameservers: [10.0.0.53] }"),
    hostAliases: said(
      z
        .array(
          z.strictObject({ ip: address, hostnames: said(z.array(plainHost).min(1).max(50), "names of it") }),
        )
        .max(50)
        .optional(),
      "names and addresses each instance knows by itself",
      "[{ ip: 10.0.0.9, hostnames: [old.news.example] }]",
    ),
    priorityClass: said(subdomain.optional(), "who gives way when nodes are full", "important"),
    serviceAccountToken: said(
      z.boolean().optional(),
      "may the app talk to the Kubernetes API? Yes unless told",
      "false",
    ),
  })
  .meta({ description: "what each instance carries" });
