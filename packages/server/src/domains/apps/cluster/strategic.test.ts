/** Patches merged here beside the same patches merged by a real API server: they must agree, the order of lists aside. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { objectPath } from "#kube/paths.ts";
import { strategicMerge } from "../patches/strategic.ts";
import { type AppsRoom, appsRoom } from "../testing/room.ts";
import { withoutBookkeeping, type LiveObject } from "./objects.ts";

let apps: AppsRoom;
const live = new Map<string, LiveObject>();
beforeAll(async () => {
  apps = await appsRoom();
  await apps.room.api("POST", "/api/v1/namespaces", { metadata: { name: "merged" } });
  for (const object of [deployment, service]) {
    const path = objectPath(object.kind, "merged", "web");
    const made = await apps.room.api<LiveObject>("PATCH", `${path}?fieldManager=test&force=true`, object, {
      contentType: "application/apply-patch+yaml",
    });
    live.set(object.kind, made);
  }
}, 120_000);
afterAll(() => apps?.dispose());

const metadata = {
  name: "web",
  namespace: "merged",
  annotations: { "a.example/one": "1", "a.example/two": "2" },
};
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata,
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        tolerations: [{ key: "a", operator: "Exists" }],
        securityContext: { runAsUser: 1, fsGroup: 2 },
        imagePullSecrets: [{ name: "key" }],
        hostAliases: [{ ip: "10.0.0.1", hostnames: ["a"] }],
        initContainers: [{ name: "init", image: "i:1", env: [{ name: "I", value: "1" }] }],
        containers: [
          {
            name: "web",
            image: "web:1",
            args: ["a", "b"],
            env: [
              { name: "A", value: "1" },
              { name: "B", value: "2" },
            ],
            ports: [{ name: "http", containerPort: 80, protocol: "TCP" }],
            envFrom: [{ configMapRef: { name: "one" } }],
            volumeMounts: [{ name: "v", mountPath: "/v" }],
            resources: { limits: { cpu: "1", memory: "1Gi" } },
          },
          { name: "other", image: "o:1" },
        ],
        volumes: [
          { name: "v", emptyDir: {} },
          { name: "w", configMap: { name: "x", items: [{ key: "a", path: "a" }] } },
        ],
        topologySpreadConstraints: [
          { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "ScheduleAnyway", labelSelector: {} },
        ],
      },
    },
  },
};
const service = {
  apiVersion: "v1",
  kind: "Service",
  metadata,
  spec: {
    selector: { app: "web" },
    ports: [
      { name: "http", port: 80, protocol: "TCP", targetPort: 80 },
      { name: "more", port: 81, protocol: "TCP", targetPort: 81 },
    ],
  },
};
const pod = (spec: object) => ({ spec: { template: { spec } } });
const container = (more: object) => pod({ containers: [{ name: "web", ...more }] });

const patches: readonly (readonly [
  what: string,
  kind: "Deployment" | "Service",
  patch: Record<string, unknown>,
])[] = [
  ["a container's image", "Deployment", container({ image: "web:2" })],
  ["another container", "Deployment", pod({ containers: [{ name: "third", image: "t:1" }] })],
  ["a container less", "Deployment", pod({ containers: [{ name: "other", $patch: "delete" }] })],
  [
    "a variable, another, one less",
    "Deployment",
    container({
      env: [
        { name: "A", value: "9" },
        { name: "C", value: "3" },
        { name: "B", $patch: "delete" },
      ],
    }),
  ],
  [
    "variables all others",
    "Deployment",
    container({ env: [{ $patch: "replace" }, { name: "Z", value: "z" }] }),
  ],
  ["arguments, which are replaced", "Deployment", container({ args: ["c"] })],
  ["envFrom, which is replaced", "Deployment", container({ envFrom: [{ secretRef: { name: "two" } }] })],
  [
    "ports by their number",
    "Deployment",
    container({
      ports: [
        { containerPort: 80, protocol: "TCP", name: "web" },
        { containerPort: 81, protocol: "TCP" },
      ],
    }),
  ],
  [
    "mounts by their path",
    "Deployment",
    container({
      volumeMounts: [
        { mountPath: "/v", name: "w" },
        { mountPath: "/w", name: "w" },
      ],
    }),
  ],
  ["a limit less", "Deployment", container({ resources: { limits: { cpu: null } } })],
  ["a probe", "Deployment", container({ readinessProbe: { tcpSocket: { port: 80 } } })],
  [
    "an init container's variable",
    "Deployment",
    pod({ initContainers: [{ name: "init", env: [{ name: "J", value: "2" }] }] }),
  ],
  ["tolerations, which are replaced", "Deployment", pod({ tolerations: [{ key: "b", operator: "Exists" }] })],
  ["a security context, wholly", "Deployment", pod({ securityContext: { $patch: "replace", runAsUser: 7 } })],
  ["one user of it", "Deployment", pod({ securityContext: { runAsUser: 7 } })],
  [
    "volumes by name",
    "Deployment",
    pod({
      volumes: [
        { name: "u", emptyDir: { sizeLimit: "1Gi" } },
        { name: "v", emptyDir: { medium: "Memory" } },
      ],
    }),
  ],
  [
    "items of a volume, which are replaced",
    "Deployment",
    pod({ volumes: [{ name: "w", configMap: { items: [{ key: "b", path: "b" }] } }] }),
  ],
  ["pull secrets by name", "Deployment", pod({ imagePullSecrets: [{ name: "other" }] })],
  [
    "host aliases by address",
    "Deployment",
    pod({
      hostAliases: [
        { ip: "10.0.0.1", hostnames: ["b"] },
        { ip: "10.0.0.2", hostnames: ["c"] },
      ],
    }),
  ],
  [
    "spread by topology key",
    "Deployment",
    pod({
      topologySpreadConstraints: [{ topologyKey: "zone", whenUnsatisfiable: "ScheduleAnyway", maxSkew: 3 }],
    }),
  ],
  [
    "affinity that was not there",
    "Deployment",
    pod({
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, podAffinityTerm: { topologyKey: "zone", labelSelector: {} } },
          ],
        },
      },
    }),
  ],
  [
    "annotations, one less",
    "Deployment",
    { metadata: { annotations: { "a.example/one": null, "a.example/three": "3" } } },
  ],
  [
    "a Service's ports by number",
    "Service",
    {
      spec: {
        ports: [
          { port: 80, name: "http", targetPort: 8080, protocol: "TCP" },
          { port: 82, name: "new", targetPort: 82, protocol: "TCP" },
        ],
      },
    },
  ],
  ["a Service's port less", "Service", { spec: { ports: [{ port: 81, $patch: "delete" }] } }],
];

describe("a strategic merge is what a real API server makes of it", () => {
  it.each(patches)("%s", async (_what, kind, patch) => {
    const object = live.get(kind);
    if (object === undefined) throw new Error(`there is no ${kind}`);
    const path = `${objectPath(kind, "merged", "web")}?dryRun=All&fieldManager=test`;
    const theirs = await apps.room.api<LiveObject>("PATCH", path, patch, {
      contentType: "application/strategic-merge-patch+json",
    });
    const merged = strategicMerge(withoutBookkeeping(object), patch, kind);
    // The API server fills in what a new item leaves out, and so it does with ours.
    const ours = await apps.room.api<LiveObject>("PUT", path, merged);
    expect(unordered(withoutBookkeeping(ours))).toEqual(unordered(withoutBookkeeping(theirs)));
    // A patch that changes nothing would prove nothing.
    expect(unordered(withoutBookkeeping(theirs))).not.toEqual(unordered(withoutBookkeeping(object)));
  });
});

/** Lists that are told apart by a key have no order of their own. */
function unordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(unordered);
    const keyed = items.every((item) => typeof item === "object" && item !== null);
    return keyed ? items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, unordered(item)]),
  );
}
