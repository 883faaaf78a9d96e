import { fleetEndpoints, podEndpoints as api, type PodDetail } from "@halcyon/contracts";
import { type FaultProxy, startProxy } from "@halcyon/lab";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createKubeClient, type KubeClient } from "#kube/client.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import { until } from "#platform/testing/until.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { type SharedRoom, sharedRooms } from "../../../../../../test/rooms.ts";
import { byToken, type FleetTestServer, fleetServer, register, stateOf } from "../testing/server.ts";

/** One real cluster behind a proxy. */
let server: FleetTestServer;
let developer: ApiClient;
let proxy: FaultProxy;
let admin: KubeClient;
const namespace = `pods-${process.pid}`;
const nasty = `<img src=x onerror="alert('1')"> & \\u0000 \${} 漢`;

beforeAll(async () => {
  const [room] = (await sharedRooms()) as [SharedRoom];
  proxy = await startProxy(room, { tls: room.serving });
  admin = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
  await admin.post(collectionPath("Namespace"), { metadata: { name: namespace } });
  await until("the namespace's account", () => admin.get(objectPath("ServiceAccount", namespace, "default")));
  server = await fleetServer();
  developer = await server.person({ name: "dev", grants: [{ role: "developer", team: "news" }] });
  await register(server.admin, "main", "north", byToken(room, proxy.url));
});
afterEach(async () => {
  proxy?.clear();
  await stateOf(server.admin, "main", "fresh");
});
afterAll(async () => {
  await admin?.delete(objectPath("Namespace", undefined, namespace)).catch(() => undefined);
  await admin?.close();
  await server?.close();
  await proxy?.close();
});

const at = (pod: string) => ({ params: { cluster: "main", namespace, pod } });

interface PodOptions {
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly spec?: Record<string, unknown>;
}

async function makePod(name: string, { labels = {}, annotations = {}, spec = {} }: PodOptions = {}) {
  await admin.post(collectionPath("Pod", namespace), {
    metadata: { name, namespace, labels, annotations },
    spec: { containers: [{ name: "main", image: "registry.demo/web:1" }], ...spec },
  });
}

/** Waits until the API shows it as wanted. */
function seen(name: string, what: string, wanted: (detail: PodDetail) => boolean): Promise<PodDetail> {
  return until(`${name} to be ${what}`, async () => {
    const detail = await developer.get(api.get, at(name));
    return wanted(detail) ? detail : null;
  });
}
const isReady = ({ pod }: PodDetail) => pod.ready;

describe("a pod in depth", () => {
  it("is shown as its cluster says it is, without the values of its environment", async () => {
    const secret = "correct-horse-battery-staple";
    await makePod("deep", {
      labels: { app: "deep" },
      annotations: {
        "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({ env: secret }),
        "news.example/note": nasty,
        "news.example/long": "x".repeat(5_000),
      },
      spec: {
        serviceAccountName: "default",
        volumes: [
          { name: "config", configMap: { name: "deep-files", optional: true } },
          { name: "keys", secret: { secretName: "deep-keys", optional: true } },
          { name: "scratch", emptyDir: {} },
        ],
        initContainers: [
          { name: "prepare", image: "registry.demo/prepare:1" },
          { name: "shipper", image: "registry.demo/shipper:1", restartPolicy: "Always" },
        ],
        containers: [
          {
            name: "main",
            image: "registry.demo/web:1",
            command: ["serve", `--password=${secret}`],
            ports: [
              { name: "http", containerPort: 8080 },
              { containerPort: 53, protocol: "UDP" },
            ],
            resources: { requests: { cpu: "100m" }, limits: { memory: "64Mi" } },
            env: [
              { name: "PASSWORD", value: secret },
              { name: "TOKEN", valueFrom: { secretKeyRef: { name: "t", key: "k", optional: true } } },
            ],
            envFrom: [{ prefix: "DB_", secretRef: { name: "database", optional: true } }],
            volumeMounts: [
              { name: "config", mountPath: "/etc/app", readOnly: true },
              { name: "scratch", mountPath: "/tmp/x", subPath: "y" },
            ],
          },
        ],
      },
    });
    const detail = await seen("deep", "ready", isReady);
    expect(detail).toMatchObject({
      source: "cluster",
      cluster: { state: "fresh", reason: "" },
      pod: { cluster: "main", room: "north", namespace, name: "deep", app: "deep", phase: "Running" },
      serviceAccount: "default",
      qos: "Burstable",
      conditions: expect.arrayContaining([expect.objectContaining({ type: "Ready", status: "True" })]),
    });
    expect(detail.volumes).toEqual(
      expect.arrayContaining(["config: ConfigMap deep-files", "keys: Secret deep-keys", "scratch: emptyDir"]),
    );
    expect(
      detail.volumes.some((text) => /^kube-api-access-\w+: token, ConfigMap kube-root-ca\.crt/.test(text)),
    ).toBe(true);
    expect(detail.containers.map(({ name, kind, state }) => [name, kind, state])).toEqual([
      ["prepare", "init", "terminated"],
      ["shipper", "sidecar", "running"],
      ["main", "container", "running"],
    ]);
    expect(detail.containers[2]).toMatchObject({
      image: "registry.demo/web:1",
      ports: ["http 8080/TCP", "53/UDP"],
      requests: { cpu: "100m" },
      limits: { memory: "64Mi" },
      env: ["DB_* of Secret database", "PASSWORD", "TOKEN"],
      mounts: expect.arrayContaining(["/etc/app from config (read only)", "/tmp/x from scratch/y"]),
      ready: true,
      restarts: 0,
      last: null,
    });
    expect(detail.annotations).toEqual({
      "news.example/note": nasty,
      "news.example/long": `${"x".repeat(2_000)}…`,
    });
    expect(detail.events.map(({ reason }) => reason)).toContain("Scheduled");
    expect(detail.events.every(({ kind, name }) => kind === "Pod" && name === "deep")).toBe(true);
    expect(JSON.stringify(detail)).not.toContain(secret);
  });

  it("is shown as last seen while its cluster does not answer", async () => {
    await makePod("remembered");
    await seen("remembered", "ready", isReady);
    await until(
      "it in the cache",
      async () =>
        (await developer.get(fleetEndpoints.podList, { query: { q: "name:remembered phase:Running" } }))
          .total === 1,
    );
    proxy.set([{ kind: "hang" }]);
    const detail = await developer.get(api.get, at("remembered"));
    expect(detail).toMatchObject({
      source: "cache",
      cluster: { reason: expect.stringContaining("did not answer within") },
      pod: { name: "remembered", ready: true },
      containers: [],
      conditions: [],
    });
    expect(detail.events.map(({ reason }) => reason)).toContain("Scheduled");
    const { problem } = await developer.call(api.get, at("never-seen"));
    expect(problem).toMatchObject({
      status: 404,
      code: "fleet_pod_not_found",
      detail: expect.stringMatching(
        /^main does not answer \(.*\), and no pod .*\/never-seen was seen in it before\.$/,
      ),
    });
  });

  it.each([
    ["/api/v1/clusters/main/pods/default/none", 404, "fleet_pod_not_found"],
    ["/api/v1/clusters/nowhere/pods/default/none", 404, "fleet_cluster_not_found"],
    ["/api/v1/clusters/main/pods/default/..%2f..%2fsecrets", 400, "http_input_invalid"],
    ["/api/v1/clusters/main/pods/default/none/logs", 404, "fleet_pod_not_found"],
    ["/api/v1/clusters/main/pods/default/none/logs/follow", 404, "fleet_pod_not_found"],
    ["/api/v1/clusters/main/pods/default/none/logs?tail=0", 400, "http_input_invalid"],
    ["/api/v1/clusters/main/pods/default/none/logs?previous=yes", 400, "http_input_invalid"],
    ["/api/v1/clusters/main/pods/default/none/logs/follow?since=today", 400, "http_input_invalid"],
  ])("%s is answered by %i %s", async (path, status, code) => {
    const answer = await developer.raw(path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code, hint: expect.stringMatching(/./) });
  });
});

describe("a container's log", () => {
  it("is plain text, whatever stands in it", async () => {
    await makePod("speaks", {
      annotations: { "lab.halcyon.dev/log-text": nasty, "lab.halcyon.dev/log-every": "50ms" },
      spec: {
        containers: [
          { name: "main", image: "registry.demo/web:1" },
          { name: "second", image: "registry.demo/side:7" },
        ],
      },
    });
    await seen("speaks", "ready", isReady);
    await until("lines", async () => (await developer.get(api.logs, at("speaks"))).split("\n").length > 6);
    const answer = await developer.raw(`/api/v1/clusters/main/pods/${namespace}/speaks/logs?tail=2`);
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    const lines = (await answer.text()).split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]?.endsWith(` ${nasty}`)).toBe(true);
    const second = await developer.get(api.logs, {
      ...at("speaks"),
      query: { container: "second", timestamps: "true" },
    });
    expect(second).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z starting registry\.demo\/side:7 as speaks/);
  });

  it("is for those who hold fleet.logs", async () => {
    const viewer = await server.person({ name: "eve", grants: [{ role: "viewer", team: null }] });
    for (const path of ["logs", "logs/follow"]) {
      const answer = await viewer.raw(`/api/v1/clusters/main/pods/${namespace}/speaks/${path}`);
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ detail: expect.stringContaining("fleet.logs") });
    }
    expect((await viewer.call(api.get, at("speaks"))).status).toBe(200);
  });

  it("is refused in the cluster's own words where there is none", async () => {
    await makePod("waits", {
      spec: { nodeSelector: { no: "such-node" }, containers: [{ name: "main", image: "x" }] },
    });
    const of = async (pod: string, query: object, follow = false) =>
      follow
        ? (await developer.raw(`/api/v1/clusters/main/pods/${namespace}/${pod}/logs/follow`)).json()
        : (await developer.call(api.logs, { ...at(pod), query })).problem;
    expect(await of("waits", {})).toMatchObject({
      status: 409,
      code: "fleet_container_not_started",
      detail: "main of waits waits (not created yet).",
    });
    expect(await of("waits", {}, true)).toMatchObject({ code: "fleet_container_not_started" });
    expect(await of("speaks", { container: "third" })).toMatchObject({
      status: 404,
      code: "fleet_container_not_found",
      detail: "speaks has no container third; it has main, second.",
    });
    expect(await of("speaks", { previous: "true" })).toMatchObject({
      status: 409,
      code: "fleet_no_previous_run",
    });
  });

  it("of the run before is there once a container was restarted", async () => {
    await makePod("crashes", {
      labels: { "lab.halcyon.dev/crash-after": "100ms", "lab.halcyon.dev/restart-after": "300s" },
    });
    const detail = await seen("crashes", "crashed", ({ containers }) => containers[0]?.last !== null);
    expect(detail.containers[0]).toMatchObject({
      state: "waiting",
      reason: "CrashLoopBackOff",
      last: { reason: "Error", exitCode: 1 },
    });
    for (const previous of ["true", "false"] as const) {
      expect(await developer.get(api.logs, { ...at("crashes"), query: { previous } })).toContain(
        "exit status 1",
      );
    }
  });

  it("cannot be read while its cluster hangs, and the refusal says so", async () => {
    proxy.set([{ kind: "hang" }]);
    await stateOf(server.admin, "main", "unreachable");
    const { problem } = await developer.call(api.logs, at("speaks"));
    expect(problem).toMatchObject({
      code: "fleet_cluster_unreachable",
      detail: expect.stringContaining("main: "),
      hint: expect.stringContaining("halcyon cluster list"),
    });
  });
});
