import { describe, expect, it } from "vitest";
import { parseSpec } from "../spec/parse.ts";
import { renderTarget } from "../render/render.ts";
import { shapes } from "../testing/shapes.ts";
import { convertObjects, type GivenObject } from "./convert.ts";

const app = { name: "shop", team: "news", room: "north-mobile" };
const container = {
  name: "web",
  image: "registry.demo/shop:1",
  imagePullPolicy: "Always",
  args: ["--port", "8080"],
  ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
  env: [
    { name: "MODE", value: "live" },
    { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "s", key: "p" } } },
  ],
  resources: { requests: { cpu: "0.5", memory: "64Mi" } },
  livenessProbe: {
    httpGet: { path: "/", port: "http", scheme: "HTTP" },
    periodSeconds: 10,
    failureThreshold: 3,
  },
  terminationMessagePath: "/dev/termination-log",
};
/** As an old chart writes it and an API server gives it back. */
const chart = (more: object = {}): GivenObject => ({
  kind: "Deployment",
  metadata: { name: "shop" },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "shop", release: "r1" } },
    template: {
      metadata: {
        creationTimestamp: null,
        labels: { app: "shop", release: "r1" },
        annotations: { "checksum/config": "abc" },
      },
      spec: { containers: [container], dnsPolicy: "ClusterFirst", ...more },
    },
  },
  ...{ status: { replicas: 2 } },
});
const service: GivenObject = {
  kind: "Service",
  metadata: { name: "shop" },
  spec: { type: "ClusterIP", ports: [{ name: "http", port: 80, targetPort: "http", protocol: "TCP" }] },
};
const paths = (objects: GivenObject[]) =>
  convertObjects(objects, app).unexpressed.map(({ object, path }) => `${object} ${path}`);

describe("converting objects to a spec", () => {
  it("carries over what the spec can say", () => {
    const parsed = parseSpec(convertObjects([chart(), service], app).spec);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.parsed.spec).toMatchObject({
      ...{ name: "shop", team: "news", image: "registry.demo/shop:1", args: ["--port", "8080"] },
      ports: [{ name: "http", port: 8080, service: 80 }],
      env: { MODE: "live" },
      resources: { requests: { cpu: "0.5", memory: "64Mi" } },
      health: { liveness: { http: { path: "/", port: "http" }, periodSeconds: 10 } },
      replicas: { "north-mobile": 2 },
      pod: { annotations: { "checksum/config": "abc" } },
    });
  });

  it("carries over tolerations, pull secrets, headers of checks, draining and the way it rolls", () => {
    const own = {
      ...container,
      readinessProbe: {
        httpGet: { path: "/ready", port: "http", httpHeaders: [{ name: "Host", value: "shop" }] },
      },
      lifecycle: { preStop: { exec: { command: ["/bin/drain"] } } },
    };
    const more = {
      containers: [own],
      imagePullSecrets: [{ name: "registry-key" }],
      tolerations: [{ key: "dedicated", operator: "Exists", effect: "NoSchedule" }],
    };
    const { spec, ...rest } = chart(more) as { spec: object };
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: 2, maxUnavailable: 1 } };
    const parsed = parseSpec(
      convertObjects([{ ...rest, kind: "Deployment", spec: { ...spec, strategy, minReadySeconds: 5 } }], app)
        .spec,
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.parsed.spec).toMatchObject({
      health: { readiness: { http: { headers: [{ name: "Host", value: "shop" }] } } },
      stop: { drain: { exec: { command: ["/bin/drain"] } } },
      pullSecrets: ["registry-key"],
      placement: { tolerations: [{ key: "dedicated", operator: "Exists" }] },
      unavailable: 1,
      strategy: { maxSurge: 2, maxUnavailable: 1, minReadySeconds: 5 },
    });
  });

  it("names every value that does not come back, and nothing else", () => {
    const at = "Deployment/shop spec.template.spec.containers[0]";
    expect(paths([chart(), service])).toEqual([
      "Deployment/shop spec.selector.matchLabels.app",
      "Deployment/shop spec.selector.matchLabels.release",
      "Deployment/shop spec.template.metadata.labels.app",
      "Deployment/shop spec.template.metadata.labels.release",
      `${at}.name`,
      `${at}.imagePullPolicy`,
      `${at}.env[1].name`,
      `${at}.env[1].valueFrom.secretKeyRef.name`,
      `${at}.env[1].valueFrom.secretKeyRef.key`,
    ]);
  });

  it("names sidecars, security contexts and objects of other kinds", () => {
    const more = {
      securityContext: { runAsUser: 0 },
      hostNetwork: false,
      initContainers: [{ name: "init" }],
    };
    expect(paths([chart(more), { kind: "ConfigMap", metadata: { name: "conf" } }])).toEqual(
      expect.arrayContaining([
        "Deployment/shop spec.template.spec.securityContext.runAsUser",
        "Deployment/shop spec.template.spec.hostNetwork",
        "Deployment/shop spec.template.spec.initContainers[0].name",
        "ConfigMap/conf ",
      ]),
    );
  });

  it("says so when the spec it writes is not valid", () => {
    const latest = chart({ containers: [{ name: "web", image: "registry.demo/shop" }] });
    const { spec, unexpressed } = convertObjects([latest], app);
    expect(spec).toMatch(/^# could not express: spec image/);
    expect(unexpressed).toMatchObject([{ object: "spec", path: "image" }]);
  });

  it.each([
    ["no Deployment", [service]],
    ["two Deployments", [chart(), chart()]],
    ["a Deployment without a spec", [{ kind: "Deployment" }]],
    ["containers that are no list", [chart({ containers: 5 })]],
    ["no container", [chart({ containers: [] })]],
  ])("refuses %s", (_what, objects) => {
    expect(() => convertObjects(objects, app)).toThrow(
      expect.objectContaining({ code: "app_not_convertible" }),
    );
  });

  it("finds nothing to say about what Halcyon itself renders", () => {
    const own = parseSpec(shapes.minimal);
    if (!own.ok) throw new Error("the shape is valid");
    const target = {
      cluster: "c",
      room: "c",
      namespace: "minimal",
      workload: "minimal",
      replicas: 1,
      floorUnavailable: 0,
      autoscaled: null,
    };
    const deployment = renderTarget(own.parsed.spec, target).filter(({ kind }) => kind === "Deployment");
    expect(
      convertObjects(deployment, { name: "minimal", team: "news", room: "north-mobile" }).unexpressed,
    ).toEqual([]);
  });
});
