/**
 * Something of everything a page can show: what people wrote and what clusters say, each text as a test wants it. And an
 * address for every page, with what is to be read there.
 */
import {
  accessEndpoints,
  appsEndpoints,
  auditEndpoints,
  fleetEndpoints,
  releaseEndpoints,
  secretEndpoints,
} from "@halcyon/contracts";
import {
  atRest,
  next,
  type TestApp,
  until,
} from "../../packages/server/src/domains/releases/testing/fixture.ts";
import { collectionPath, objectPath } from "../../packages/server/src/kube/paths.ts";
import type { SharedRoom } from "../rooms.ts";
import type { Stage } from "./browser.ts";
import { adminIn, type RoomPods, roomPods } from "./pods.ts";

/** The text of a field of this name, no longer than so many characters. */
export type Say = (field: string, most?: number) => string;

export interface World {
  readonly namespace: string;
  readonly cluster: string;
  readonly node: string;
  readonly app: TestApp;
  /** Stopped in the middle of its steps by a foreign edit. */
  readonly running: string;
  readonly declined: string;
  /** Waits for approval. */
  readonly planned: string;
  /** The audit row of the running release's approval. */
  readonly event: string;
  close(): Promise<void>;
}

export const conditionType = "FrequentRestarts";
export const team = "news";

export async function fillWorld(on: Stage, room: SharedRoom, other: SharedRoom, say: Say): Promise<World> {
  const cluster = room.name;
  const pods = await roomPods(room, `web-world-${process.pid}`);
  const [, node] = await Promise.all([people(on, say), clusterTexts(pods, say)]);
  await on.server.admin.get(fleetEndpoints.roomUpdate, {
    params: { room: cluster },
    body: { displayName: say("room", 200), carrier: say("carrier", 200) },
  });
  const app = await on.app({
    replicas: { [cluster]: 2, [other.name]: 1 },
    spec: {
      description: say("description"),
      owners: [say("owner", 200)],
      links: [{ title: say("link", 100), url: "https://wiki.example/runbook" }],
      ports: [{ name: "http", port: 8080, service: 80 }],
      env: { GREETING: say("env") },
      ingress: [{ host: `${cluster}.news.example`, paths: [{ port: "http" }] }],
      pod: { annotations: { "news.example/note": say("pod-annotation") } },
      dependencies: [{ kind: "postgres", address: "db.data:5432", description: say("dependency", 300) }],
      patches: [
        {
          name: "note",
          why: say("patch-reason", 500),
          target: { kind: "Deployment" },
          merge: { metadata: { annotations: { "news.example/patched": "yes" } } },
        },
      ],
      rooms: { [cluster]: { why: say("room-reason", 500), env: { ROOM: "here" } } },
    },
  });
  await revokedSecret(on, app.name, say);
  const running = await stoppedRelease(on, app, room, say);
  const plans = await plannedRelease(on, app.name, cluster, say);
  const { items } = await on.server.admin.get(auditEndpoints.list, {
    query: { verb: "release.approve", subject: running },
  });
  return {
    namespace: pods.namespace,
    cluster,
    node,
    app,
    running,
    ...plans,
    event: items[0]?.id ?? "",
    async close() {
      const gone = { status: { conditions: [{ type: conditionType, $patch: "delete" }] } };
      await pods.client.patch(objectPath("Node", undefined, node, "status"), gone, { type: "strategic" });
      await pods.close();
    },
  };
}

/** A secret with a version that may not be used any more, and one that may. */
async function revokedSecret(on: Stage, app: string, say: Say): Promise<void> {
  const params = { app, secret: "db-password" };
  await on.developer.get(secretEndpoints.set, { params, body: { value: "one" } });
  await on.developer.get(secretEndpoints.set, { params, body: { value: "two" } });
  await on.developer.get(secretEndpoints.revoke, {
    params: { ...params, version: 1 },
    body: { reason: say("revoke-reason", 500) },
  });
}

async function people(on: Stage, say: Say): Promise<void> {
  const { admin } = on.server;
  await admin.get(accessEndpoints.updateUser, {
    params: { user: "lin" },
    body: { displayName: say("display-name", 100) },
  });
  await admin.get(accessEndpoints.createTeam, { body: { name: "sports", displayName: say("team", 100) } });
  // Tokens belong to who is signed in by password.
  const session = await on.page("admin");
  await session.request.post(accessEndpoints.createToken.path, {
    data: { name: say("token", 100), access: "read" },
    headers: { origin: on.server.url },
  });
  await session.context().close();
}

/** A pod, its events and its log, and a condition of its node. @returns the node */
async function clusterTexts(pods: RoomPods, say: Say): Promise<string> {
  const { client, namespace } = pods;
  await pods.create("stray", {
    labels: { app: "stray" },
    annotations: {
      "news.example/note": say("annotation"),
      "lab.halcyon.dev/log-every": "200ms",
      "lab.halcyon.dev/log-text": say("log"),
    },
    image: say("image"),
  });
  const path = objectPath("Pod", namespace, "stray");
  const started = await pods.running("stray");
  const node = started.spec?.nodeName ?? "";
  const [container] = started.status?.containerStatuses ?? [];
  const status = {
    reason: say("pod-reason"),
    message: say("pod-message"),
    containerStatuses: [{ ...container, lastState: { terminated: terminated(say) } }],
  };
  await client.patch(`${path}/status`, { status }, { type: "merge" });
  const condition = {
    type: conditionType,
    status: "False",
    reason: say("node-reason"),
    message: say("node-message"),
  };
  await client.patch(
    objectPath("Node", undefined, node, "status"),
    { status: { conditions: [condition] } },
    { type: "strategic" },
  );
  const now = new Date().toISOString();
  await client.post(collectionPath("Event", namespace), {
    metadata: { name: "stray.1" },
    involvedObject: { apiVersion: "v1", kind: "Pod", name: "stray", namespace, uid: started.metadata.uid },
    type: "Warning",
    reason: say("event-reason"),
    message: say("event-message"),
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    source: { component: say("event-source") },
  });
  return node;
}

const terminated = (say: Say) => ({
  exitCode: 1,
  reason: say("exit-reason"),
  message: say("exit-message"),
  startedAt: "2026-11-20T08:00:00Z",
  finishedAt: "2026-11-20T08:00:01Z",
});

/** A release with a word of everybody, which somebody with rights of their own in the cluster then stops. */
async function stoppedRelease(on: Stage, app: TestApp, room: SharedRoom, say: Say): Promise<string> {
  const { developer, lead } = on;
  const { id, hash } = await app.plan({ image: app.image(2), steps: 1, message: say("release-message") });
  const params = { release: id };
  await lead.get(releaseEndpoints.approve, { params, body: { hash, comment: say("comment") } });
  await next(developer, id);
  await developer.get(releaseEndpoints.hold, { params, body: { reason: say("hold-reason") } });
  await until(developer, id, (release) => release.acknowledged);
  await developer.get(releaseEndpoints.resume, { params, body: { reason: say("resume-reason") } });
  await until(developer, id, atRest(1));
  const client = adminIn(room);
  const env = [{ name: "FOREIGN", value: say("foreign-value") }];
  const body = { spec: { template: { spec: { containers: [{ name: app.name, env }] } } } };
  await client.patch(objectPath("Deployment", app.name, app.name), body, {
    type: "strategic",
    fieldManager: say("manager", 60),
  });
  await client.close();
  await until(developer, id, ({ state }) => state === "stopped");
  return id;
}

/** An app with a plan that was declined, one that waits, and a freeze to come. */
async function plannedRelease(on: Stage, base: string, cluster: string, say: Say) {
  const app = await on.app({ name: `${base}-b`, replicas: { [cluster]: 1 } });
  const wish = { image: app.image(2), message: say("plan-message") };
  const declined = await app.plan(wish);
  await on.lead.get(releaseEndpoints.reject, {
    params: { release: declined.id },
    body: { reason: say("reject-reason") },
  });
  const { id } = await app.plan(wish);
  const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();
  await on.operator.get(releaseEndpoints.freeze, {
    body: { scope: "app", name: app.name, from: hours(1), until: hours(2), reason: say("freeze-reason") },
  });
  await on.developer.get(appsEndpoints.apply, {
    params: { app: app.name },
    body: { spec: `# ${app.name}\n${JSON.stringify(app.spec)}`, message: say("version-message") },
  });
  return { declined: declined.id, planned: id };
}
