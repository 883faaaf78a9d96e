/** Adoption and drift with the real kubectl: what a person sees who goes on using it. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adoptEndpoints } from "@halcyon/contracts";
import { ensureComponents } from "@halcyon/lab";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Fixture, releaseFixture } from "../packages/server/src/domains/releases/testing/fixture.ts";
import { type Stranger, strangerIn } from "../packages/server/src/domains/releases/testing/stranger.ts";
import { until } from "../packages/server/src/platform/testing/until.ts";
import { drifted, finding } from "./drift/seen.ts";
import { type SharedRoom, sharedRooms } from "./rooms.ts";

const app = `kubectl-${process.pid}`;
let room: SharedRoom;
let fixture: Fixture;
let dir: string;
let program: string;
let hand: Stranger;
beforeAll(async () => {
  room = (await sharedRooms())[0] as SharedRoom;
  fixture = await releaseFixture([room]);
  dir = await mkdtemp(join(tmpdir(), "halcyon-kubectl-"));
  program = (await ensureComponents({ names: ["kubectl"] })).kubectl;
  await writeFile(join(dir, "ca.pem"), room.caData);
  hand = strangerIn(room, app);
});
afterAll(async () => {
  await hand?.close();
  await fixture?.close();
  if (dir !== undefined) await rm(dir, { recursive: true, force: true });
});

interface Ran {
  readonly ok: boolean;
  readonly said: string;
}

/** kubectl in the app's namespace, with rights of its own and no configuration of this machine. */
function kubectl(...args: readonly string[]): Promise<Ran> {
  const to = ["--server", room.server, "--certificate-authority", join(dir, "ca.pem"), "-n", app];
  const given = [...to, "--token", room.tokens.admin, ...args];
  return new Promise((resolve) =>
    execFile(program, given, { env: { HOME: dir }, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ ok: error === null, said: `${stdout}${stderr}` }),
    ),
  );
}

const pods = async () => (await kubectl("get", "pods", "-o", "name")).said;
const complete = () =>
  until("its pods to be ready", async () => {
    const live = (await hand.deployment()) as unknown as { status?: { availableReplicas?: number } } | null;
    return live?.status?.availableReplicas === 2;
  });

const labels = { app: "web" };
const old = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: app, labels },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "registry.demo/web:1" }] } },
  },
};

it("says what kubectl changed, warns who applies the old manifest, and gives it back so that it applies", async () => {
  const file = join(dir, "old.json");
  const changed = join(dir, "changed.json");
  await writeFile(file, JSON.stringify(old));
  await writeFile(changed, (await readFile(file, "utf8")).replace("web:1", "web:2"));
  expect((await kubectl("create", "namespace", app)).ok).toBe(true);
  expect((await kubectl("apply", "-f", file)).ok).toBe(true);
  await complete();
  const before = await pods();

  const { operator, developer } = fixture;
  const params = { app };
  const body = { team: "news", namespace: app, workload: app, clusters: [{ cluster: room.name }] };
  const { hash } = await operator.get(adoptEndpoints.plan, { params, body });
  await operator.get(adoptEndpoints.take, { params, body: { ...body, hash } });
  const clean = () => drifted(developer, app, room.name, ({ state }) => state === "same");
  await clean();

  // A changed manifest is a conflict where the server applies it. The old one says what runs: kubectl warns, and nothing
  // moves or drifts.
  const conflict = await kubectl("apply", "--server-side", "-f", changed);
  expect(conflict).toMatchObject({ ok: false, said: expect.stringContaining('conflict with "halcyon"') });
  const applied = await kubectl("apply", "-f", file);
  expect(applied.said).toContain("missing the kubectl.kubernetes.io/last-applied-configuration annotation");
  expect(applied.ok).toBe(true);
  expect(await pods()).toBe(before);

  const found = (field: string) => finding(developer, app, room.name, `Deployment/${app}:${field}`);
  await kubectl("scale", `deployment/${app}`, "--replicas=3");
  expect(await found("spec.replicas")).toMatchObject({ live: 3, manager: "kubectl", operation: "Update" });
  await kubectl("scale", `deployment/${app}`, "--replicas=2");
  await clean();
  await kubectl("label", `deployment/${app}`, "tier=gold");
  expect(await found("metadata.labels.tier")).toMatchObject({ manager: "kubectl-label" });
  await kubectl("label", `deployment/${app}`, "tier-");
  await clean();
  await kubectl("set", "image", `deployment/${app}`, "web=registry.demo/web:hot");
  expect(await found("spec.template.spec.containers[name=web].image")).toMatchObject({
    manager: "kubectl-set",
  });
  await kubectl("set", "image", `deployment/${app}`, "web=registry.demo/web:1");
  await kubectl("rollout", "restart", `deployment/${app}`);
  expect(
    await found('spec.template.metadata.annotations["kubectl.kubernetes.io/restartedAt"]'),
  ).toMatchObject({ change: "added", manager: "kubectl-rollout" });
  await kubectl("rollout", "undo", `deployment/${app}`);

  await complete();
  await operator.get(adoptEndpoints.disown, { params, body: { reason: "back to kubectl" } });
  const given = await pods();
  for (const how of [["apply"], ["apply", "--server-side"]])
    expect(await kubectl(...how, "-f", file)).toMatchObject({ ok: true });
  expect(await pods()).toBe(given);
});
