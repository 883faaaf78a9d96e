/** The parts of any valid spec beyond its first container: other containers, placement, ingress, patches, rooms. For property tests. */
import type { AppSpecInput } from "@halcyon/contracts";
import fc from "fast-check";

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const path = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join("/")}`);
const small = fc.integer({ min: 1, max: 50 });
const some = <T>(items: fc.Arbitrary<T>, maxLength = 2) => fc.array(items, { minLength: 1, maxLength });
const parts = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T, never>(model, { requiredKeys: [] });
/** At least one of the parts. */
const someOf = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  parts<T>(model).filter((value) => Object.keys(value).length > 0);

const security = parts({
  runAsUser: fc.integer({ min: 1, max: 9000 }),
  runAsNonRoot: fc.boolean(),
  readOnlyRootFilesystem: fc.boolean(),
  allowPrivilegeEscalation: fc.boolean(),
  capabilities: fc.boolean().map((adds) => ({ drop: ["ALL"], ...(adds ? { add: ["CHOWN" as const] } : {}) })),
  seccomp: fc.constant("RuntimeDefault" as const),
});

/** A container's program; its name and ports are given so that they are its own. */
const program = (name: string) =>
  fc.record(
    {
      name: fc.constant(name),
      image: fc.integer({ min: 1, max: 99 }).map((tag) => `registry.demo/${name}:${tag}`),
      args: some(word),
      env: fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9]{0,5}$/), word, { maxKeys: 3 }),
      files: fc.dictionary(
        word.map((file) => `/etc/${name}/${file}`),
        word,
        { maxKeys: 2 },
      ),
      resources: fc
        .boolean()
        .map((limited) => (limited ? { limits: { memory: "32Mi" } } : { requests: { cpu: 0.1 } })),
      security,
    },
    { requiredKeys: ["name", "image"] },
  );
const grpc = (port: number) => ({
  readiness: { grpc: { port }, periodSeconds: 3 },
});
const beside = (name: string, port: number) =>
  program(name).chain((one) =>
    parts({
      ports: fc
        .boolean()
        .map((udp) => [{ name: `p${port}`, port, protocol: udp ? ("UDP" as const) : ("TCP" as const) }]),
      health: fc.constant(grpc(port)),
      drain: fc.constant({ sleepSeconds: 2 }),
    }).map((more) => ({ ...one, ...more })),
  );

const nodes = someOf({
  required: fc.dictionary(word, some(word), { minKeys: 1, maxKeys: 2 }),
  avoid: fc.dictionary(word, some(word), { minKeys: 1, maxKeys: 2 }),
  preferred: some(
    fc.record({
      labels: fc.dictionary(word, some(word), { minKeys: 1, maxKeys: 1 }),
      weight: fc.integer({ min: 1, max: 100 }),
    }),
  ),
});
const over = fc.constantFrom("nodes", "zones", "example.com/rack");

const autoscaling = fc.record(
  {
    min: fc.constant(1),
    max: fc.integer({ min: 30, max: 50 }),
    metrics: some(
      fc.constantFrom(
        { pods: { metric: "rps", average: 10 } },
        { external: { metric: "queue", selector: { queue: "a" }, value: "1k" } },
        { object: { metric: "hits", apiVersion: "v1", kind: "Service", name: "a", average: 5 } },
      ),
    ),
    behavior: small.map((value) => ({
      down: { stabilizationSeconds: 60, policies: [{ type: "Pods" as const, value, periodSeconds: 60 }] },
    })),
  },
  { requiredKeys: ["min", "max", "metrics"] },
);

/** Fields beside those of arbitrary-spec.ts, each there or not. */
export const moreFields = parts({
  initContainers: program("prepare").map((one) => [one]),
  sidecars: beside("proxy", 60_001).map((one) => [one]),
  containers: beside("shipper", 60_002).map((one) => [one]),
  scratch: fc.dictionary(
    fc.constantFrom("cache", "logs"),
    parts({
      size: fc.constantFrom("64Mi", "1Gi"),
      medium: fc.constant("Memory" as const),
      path: word.map((place) => `/scratch/${place}`),
    }),
    { minKeys: 1, maxKeys: 1 },
  ),
  security,
  autoscaling,
  dependencies: some(fc.record({ kind: word, address: word })),
  disruption: fc.constantFrom({ maxUnavailable: 1 }, { maxUnavailable: "50%" }),
  placement: someOf({
    nodeSelector: fc.dictionary(word, word, { minKeys: 1, maxKeys: 2 }),
    nodes,
    spread: fc.uniqueArray(fc.record({ over, maxSkew: small, required: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
      selector: (one) => one.over,
    }),
    apartFrom: some(fc.record({ app: word.map((name) => `other-${name}`), over, required: fc.boolean() })),
    tolerations: some(fc.record({ key: word, operator: fc.constant("Exists" as const) })),
  }),
});

/** What a Service and an ingress say once a port is the Service's. */
export const entranceFields = (port: string) =>
  fc.record(
    {
      service: someOf({
        sticky: small.map((seconds) => ({ seconds })),
        internalTraffic: fc.constantFrom("Cluster" as const, "Local" as const),
        publishNotReady: fc.boolean(),
      }),
      ingress: fc
        .record(
          {
            paths: some(
              fc.record(
                {
                  path,
                  port: fc.constant(port),
                  type: fc.constantFrom("Prefix" as const, "Exact" as const),
                  rewrite: path,
                },
                { requiredKeys: ["path", "port"] },
              ),
            ),
            aliases: fc.constant(["alias.example"]),
            tls: word,
            bodySize: fc.constantFrom("0", "8m"),
            timeouts: someOf({ connect: small, send: small, read: small }),
            rateLimit: fc.record({ perSecond: small, burst: small }),
            headers: fc.constant({ response: { "X-Frame-Options": "DENY" } }),
            redirect: fc.constantFrom({ https: true }, { to: "https://else.example/", permanent: true }),
          },
          { requiredKeys: ["paths"] },
        )
        .map((one) => [{ host: "main.example", ...one }]),
    },
    { requiredKeys: [] },
  );

/** What holds for one of the rooms only, and a patch; a Deployment is always there. */
export const roomFields = (room: string) =>
  parts({
    rooms: fc.record({ env: fc.dictionary(fc.constantFrom("A", "B"), word, { minKeys: 1 }) }).map((said) => ({
      [room]: { why: "it is otherwise", ...said },
    })),
    patches: word.map(
      (value): NonNullable<AppSpecInput["patches"]> => [
        {
          name: "one",
          why: "because",
          target: { kind: "Deployment" },
          merge: { spec: { template: { metadata: { annotations: { "example.com/patched": value } } } } },
        },
        {
          name: "two",
          why: "because",
          target: { kind: "Deployment" },
          json: [{ op: "add", path: "/spec/template/spec/hostname", value }],
        },
      ],
    ),
  });
