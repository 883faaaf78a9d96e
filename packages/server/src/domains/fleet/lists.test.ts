import { fleetEndpoints as api, type PodItem } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKubeClient, type KubeClient } from "#kube/client.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import { until } from "#kube/testing/followed.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import type { FleetChange } from "./changes.ts";
import { byToken, type FleetTestServer, fleetServer, register } from "./testing/server.ts";

/** Two real clusters, each with the same app run by real controllers. */
let server: FleetTestServer;
let viewer: ApiClient;
let admins: KubeClient[];
const namespace = `lists-${process.pid}`;
const app = "front";
const changes: FleetChange[] = [];

beforeAll(async () => {
  const rooms = (await sharedRooms()).slice(0, 2);
  server = await fleetServer();
  const operations = await server.person({ name: "ops", grants: [{ role: "operator", team: null }] });
  viewer = await server.person({ name: "dev", grants: [{ role: "developer", team: "news" }] });
  admins = rooms.map((room) =>
    createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin }),
  );
  server.fleet.onChange({ namespace }, (change) => void changes.push(change));
  await register(operations, "c-one", "north-mobile", byToken(rooms[0] as SharedRoom));
  await register(operations, "c-two", "south-telecom", byToken(rooms[1] as SharedRoom));
  await Promise.all(admins.map(populate));
  await until("six ready pods", async () =>
    (await podsOf(`ns:${namespace}`)).filter((pod) => pod.ready).length === 6 ? true : null,
  );
});
afterAll(async () => {
  await Promise.all(
    (admins ?? []).map(async (admin) => {
      await admin.delete(objectPath("Namespace", undefined, namespace)).catch(() => undefined);
      await admin.close();
    }),
  );
  await server?.close();
});

async function populate(admin: KubeClient): Promise<void> {
  const labels = { "halcyon.dev/app": app, team: "news" };
  const meta = (name: string) => ({ name, namespace, labels });
  await admin.post(collectionPath("Namespace"), { metadata: { name: namespace } });
  await admin.post(collectionPath("Deployment", namespace), {
    metadata: meta(app),
    spec: {
      replicas: 3,
      selector: { matchLabels: { "halcyon.dev/app": app } },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: "web",
              image: "registry.demo/front:1.4",
              resources: { requests: { cpu: "250m", memory: "64Mi" } },
            },
          ],
        },
      },
    },
  });
  await admin.post(collectionPath("Service", namespace), {
    metadata: meta(app),
    spec: { selector: { "halcyon.dev/app": app }, ports: [{ port: 80, targetPort: 8080 }] },
  });
  const backend = { service: { name: app, port: { number: 80 } } };
  await admin.post(collectionPath("Ingress", namespace), {
    metadata: meta(app),
    spec: {
      rules: [{ host: "news.example.cn", http: { paths: [{ path: "/a", pathType: "Prefix", backend }] } }],
    },
  });
  await admin.post(collectionPath("HorizontalPodAutoscaler", namespace), {
    metadata: meta(app),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: app },
      minReplicas: 3,
      maxReplicas: 9,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
        },
      ],
    },
  });
}

const podsOf = async (q: string): Promise<PodItem[]> =>
  (await viewer.get(api.podList, { query: { q, limit: 1000 } })).items;
const search = (q: string) => viewer.get(api.search, { query: { q, limit: 500 } });
const here = { namespace };

describe("lists", () => {
  it("show pods with where they run and what they are", async () => {
    const pods = await podsOf(`ns:${namespace}`);
    for (const pod of pods) {
      expect(pod).toMatchObject({
        app,
        phase: "Running",
        ready: true,
        terminating: false,
        reason: "",
        ownerKind: "ReplicaSet",
        images: ["registry.demo/front:1.4"],
      });
      expect(pod.node).not.toBe("");
      expect(pod.ip).toMatch(/^10\./);
      expect(Date.parse(pod.readySince ?? "")).toBeGreaterThan(Date.parse("2020-01-01"));
    }
    expect(pods.map(({ room }) => room)).toEqual(
      [..."aaabbb"].map((letter) => (letter === "a" ? "north-mobile" : "south-telecom")),
    );
  });

  it("show every other kind", async () => {
    const at = { room: "north-mobile", cluster: "c-one", ...here };
    const one = async <T>(page: Promise<{ items: T[] }>) => (await page).items;
    // Its status follows the pods, which setting up has waited for.
    const deployments = await until("the deployment's status", async () => {
      const items = await one(viewer.get(api.deploymentList, { query: at }));
      return items.every(({ available }) => available === 3) ? items : null;
    });
    expect(deployments).toMatchObject([{ name: app, replicas: 3, ready: 3, available: 3, paused: false }]);
    expect(await one(viewer.get(api.serviceList, { query: at }))).toMatchObject([
      { name: app, type: "ClusterIP", ports: ["80:8080/TCP"], selector: { "halcyon.dev/app": app } },
    ]);
    expect(await one(viewer.get(api.ingressList, { query: at }))).toMatchObject([
      { hosts: ["news.example.cn"], rules: ["news.example.cn/a -> front:80"] },
    ]);
    expect(await one(viewer.get(api.hpaList, { query: at }))).toMatchObject([
      { target: "Deployment/front", min: 3, max: 9, metrics: ["cpu 70%"] },
    ]);
    const events = await one(viewer.get(api.eventList, { query: { ...at, q: "kind:deployment" } }));
    expect(events).toContainEqual(
      expect.objectContaining({ name: app, reason: "ScalingReplicaSet", type: "Normal" }),
    );
  });

  it("show what the pods on a node ask for, and its conditions", async () => {
    // Pods of other tests come and go in this room: two answers are of one moment once they agree.
    const { nodes, pods } = await until("as many pods on nodes as there are", async () => {
      const [nodes, pods] = await Promise.all([
        viewer.get(api.nodeList, { query: { cluster: "c-one", limit: 1000 } }),
        viewer.get(api.podList, { query: { cluster: "c-one", limit: 1000 } }),
      ]);
      const asked = nodes.items.reduce((total, each) => total + each.requested.pods, 0);
      const there = pods.items.filter(
        (pod) => pod.node !== "" && !["Succeeded", "Failed"].includes(pod.phase),
      );
      return asked === there.length ? { nodes, pods } : null;
    });
    expect(nodes.items).toHaveLength(8);
    const busy = pods.items.find((pod) => pod.namespace === namespace)?.node;
    const node = nodes.items.find(({ name }) => name === busy);
    const onNode = pods.items.filter((pod) => pod.node === busy && pod.namespace === namespace);
    expect(node?.requested.cpuMilli).toBeGreaterThanOrEqual(onNode.length * 250);
    expect(node?.capacity.cpuMilli).toBeGreaterThanOrEqual(node?.allocatable.cpuMilli ?? 0);
    expect(node?.conditions).toContainEqual(expect.objectContaining({ type: "Ready", status: "True" }));
  });

  it("follow a cordon", async () => {
    const path = objectPath(
      "Node",
      undefined,
      (await viewer.get(api.nodeList, { query: { cluster: "c-two", limit: 1 } })).items[0]?.name ?? "",
    );
    const taint = "node.kubernetes.io/unschedulable=:NoSchedule";
    // The node controller adds and removes the taint a moment after the field changes.
    const cordoned = (wanted: boolean) =>
      until(`unschedulable ${wanted}, and its taint`, async () => {
        const [node] = (await viewer.get(api.nodeList, { query: { cluster: "c-two", limit: 1 } })).items;
        return node?.unschedulable === wanted && node.taints.includes(taint) === wanted ? node : null;
      });
    const before = server.fleet.capacity("c-two");
    await admins[1]?.patch(path, { spec: { unschedulable: true } }, { type: "merge" });
    await cordoned(true);
    expect((await search("phase:cordoned cluster:c-two")).total).toBe(1);
    expect(server.fleet.capacity("c-two").nodes).toBe(before.nodes - 1);
    await admins[1]?.patch(path, { spec: { unschedulable: null } }, { type: "merge" });
    await cordoned(false);
  });

  it("page through everything once, and name every cluster looked in", async () => {
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await viewer.get(api.podList, {
        query: { ...here, limit: 4, ...(cursor === undefined ? {} : { cursor }) },
      });
      names.push(...page.items.map((pod) => `${pod.cluster} ${pod.name}`));
      expect(page.total).toBe(6);
      expect(page.clusters.map(({ name, room, state, reason }) => [name, room, state, reason])).toEqual([
        ["c-one", "north-mobile", "fresh", ""],
        ["c-two", "south-telecom", "fresh", ""],
      ]);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(names).size).toBe(6);
    expect([...names].sort()).toEqual(names);
  });

  it.each([
    ["pods", api.podList, {}],
    ["events", api.eventList, { q: "kind:pod" }],
  ] as const)(
    "begin at any row, of %s, as if the rows before had been paged through",
    async (_, list, more) => {
      type Page = { items: unknown[]; total: number; next: string | null };
      const page = async (query: object): Promise<Page> =>
        viewer.get(list, { query: { ...here, ...more, ...query } });
      const all = await page({ limit: 1000 });
      expect(all.total).toBeGreaterThan(5);
      for (const offset of [0, 1, 4, all.total - 1, all.total, all.total + 7]) {
        const { items, total, next } = await page({ offset, limit: 2 });
        expect(items).toEqual(all.items.slice(offset, offset + 2));
        expect(total).toBe(all.total);
        expect(next === null).toBe(offset + 2 >= all.total);
        if (next === null) continue;
        // A cursor goes on from there.
        expect((await page({ cursor: next, limit: 1000 })).items).toEqual(all.items.slice(offset + 2));
      }
    },
  );

  it.each([
    ["/api/v1/pods?offset=1&cursor=W10", 400, "http_input_invalid"],
    ["/api/v1/events?offset=1&cursor=W10", 400, "http_input_invalid"],
    ["/api/v1/pods?offset=-1", 400, "http_input_invalid"],
    ["/api/v1/pods?limit=0", 400, "http_input_invalid"],
    ["/api/v1/pods?limit=many", 400, "http_input_invalid"],
    ["/api/v1/pods?cursor=nonsense", 400, "http_cursor_invalid"],
    ["/api/v1/events?cursor=W10", 400, "http_cursor_invalid"],
    ["/api/v1/pods?cluster=NOT%20A%20NAME", 400, "http_input_invalid"],
    ["/api/v1/search", 400, "http_input_invalid"],
    ["/api/v1/search?q=%20", 400, "http_input_invalid"],
    ["/api/v1/clusters/none", 404, "fleet_cluster_not_found"],
  ])("answer %s by %i %s", async (path, status, code) => {
    const response = await viewer.raw(path);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it("are for who is signed in", async () => {
    expect((await server.anonymous.call(api.podList)).status).toBe(401);
    expect((await server.anonymous.call(api.search, { query: { q: "a" } })).status).toBe(401);
  });

  it("hand out the rights to apply to a cluster", async () => {
    const manifest = await viewer.get(api.clusterAccess, { query: { user: "ops@example.cn" } });
    expect(manifest).toContain('name: "ops@example.cn"');
    expect(manifest).not.toMatch(/resources: \[.*"secrets".*\]\n +verbs: \[.*"(get|list|watch)"/);
  });
});

describe("search", () => {
  it("finds by name, app, image, node, IPs, label and phase, over all clusters", async () => {
    const [pod] = await podsOf(`ns:${namespace}`);
    const { name, node, ip, hostIp, cluster } = pod as PodItem;
    const inNamespace = `ns:${namespace}`;
    for (const [q, kinds] of [
      [name, { pod: 1 }],
      [`${name.slice(0, -3)} ${inNamespace} cluster:${cluster}`, { pod: 1 }],
      [`app:front ${inNamespace} kind:pod`, { pod: 6 }],
      [`image:front:1.4 ${inNamespace}`, { pod: 6, deployment: 2 }],
      [`registry.demo ${inNamespace} room:south-telecom`, { pod: 3, deployment: 1 }],
      [`podip:${ip} cluster:${cluster}`, { pod: 1 }],
      [`label:team=news ${inNamespace} -kind:pod`, { deployment: 2, service: 2, ingress: 2, hpa: 2 }],
      [`news.example.cn ${inNamespace}`, { ingress: 2 }],
      [`phase:running ${inNamespace} -cluster:c-two`, { pod: 3 }],
      [`phase:pending ${inNamespace}`, {}],
      [`kind:node node:${node} cluster:${cluster}`, { node: 1 }],
      [`name:=${name} ${inNamespace}`, { pod: 1 }],
      [`name:=${name.slice(0, -1)} ${inNamespace}`, {}],
      [`owner:=front ${inNamespace}`, { pod: 6 }],
      [`owner:=fron ${inNamespace}`, {}],
      [`phase:failing ${inNamespace}`, {}],
      [`phase:short ${inNamespace}`, {}],
    ] as const) {
      const answer = await search(q);
      const counted: Record<string, number> = {};
      for (const hit of answer.items) counted[hit.kind] = (counted[hit.kind] ?? 0) + 1;
      expect(counted, q).toEqual(kinds);
      expect(answer.total, q).toBe(answer.items.length);
    }
    const onHost = await search(`hostip:${hostIp} ${inNamespace}`);
    expect(onHost.items.every((hit) => hit.node === node && hit.cluster === cluster)).toBe(true);
    expect(onHost.total).toBeGreaterThan(0);
  });

  it("puts the deployment of a name before its pods", async () => {
    const answer = await search(`front ns:${namespace}`);
    expect(answer.items.slice(0, 8).map(({ kind }) => kind)).toEqual([
      "deployment",
      "deployment",
      "service",
      "service",
      "ingress",
      "ingress",
      "hpa",
      "hpa",
    ]);
    expect(answer.items[0]).toMatchObject({
      name: app,
      status: "3/3 ready",
      image: "registry.demo/front:1.4",
    });
  });
});

describe("the door", () => {
  it("gives the pods of an app or a ReplicaSet, and says when something changed", async () => {
    const pods = server.fleet.pods("c-one", { namespace, selectorLabels: { "halcyon.dev/app": app } });
    expect(pods).toHaveLength(3);
    const [set] = server.fleet.replicaSets("c-one", { namespace, owner: { kind: "Deployment", name: app } });
    expect(set).toMatchObject({ replicas: 3, ready: 3 });
    const owned = server.fleet.pods("c-one", {
      namespace,
      owner: { kind: "ReplicaSet", name: set?.name ?? "" },
    });
    expect(owned.map(({ name }) => name)).toEqual(pods.map(({ name }) => name));
    expect(server.fleet.pods("c-one", { namespace, selectorLabels: { team: "sport" } })).toEqual([]);
    expect(server.fleet.pods("nowhere", {})).toEqual([]);
    const seen = new Set(
      changes.filter((change) => change.app === app).map(({ cluster, kind }) => `${cluster} ${kind}`),
    );
    expect(seen).toContain("c-one pods");
    expect(seen).toContain("c-two deployments");
    expect(changes.every((change) => change.namespace === namespace)).toBe(true);
  });
});
