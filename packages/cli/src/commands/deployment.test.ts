import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fleetEndpoints } from "@halcyon/contracts";
import { Agent, request } from "undici";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type SharedRoom, sharedRooms } from "../../../../test/rooms.ts";
import { composeDomains } from "../../../server/src/domains.ts";
import { testServer, type TestServer } from "../../../server/src/testing/server.ts";
import { type TestCli, testCli } from "../testing/cli.ts";

// Deployments of several hands in a real cluster behind a real server.
let server: TestServer;
let cli: TestCli;
let room: SharedRoom;
let agent: Agent;
const namespace = `cli-unmanaged-${process.pid}`;

/** By name, the labels of the object. */
const deployments: Record<string, Record<string, string>> = {
  argo: { "argocd.argoproj.io/instance": "shop", "app.kubernetes.io/managed-by": "Helm" },
  charted: { "app.kubernetes.io/managed-by": "Helm", "app.kubernetes.io/instance": "cache" },
  "charted-long-ago": { app: "redis", release: "old", heritage: "Tiller", chart: "redis-1.0" },
  flux: { "kustomize.toolkit.fluxcd.io/name": "infra" },
  "by-hand": {},
  ours: { "app.kubernetes.io/managed-by": "halcyon", "halcyon.dev/app": "ours" },
};

beforeAll(async () => {
  [room] = (await sharedRooms()) as [SharedRoom];
  agent = new Agent({ connect: { ca: room.caData } });
  await kube("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  for (const [name, labels] of Object.entries(deployments)) {
    await kube("POST", `/apis/apps/v1/namespaces/${namespace}/deployments`, {
      metadata: { name, labels },
      spec: {
        replicas: 0,
        selector: { matchLabels: { pods: name } },
        template: {
          metadata: { labels: { pods: name } },
          spec: { containers: [{ name: "main", image: `registry.demo/${name}:1` }] },
        },
      },
    });
  }
  server = await testServer(composeDomains);
  await server.admin.get(fleetEndpoints.roomCreate, { body: { name: "north" } });
  await server.admin.get(fleetEndpoints.clusterAdd, {
    body: {
      name: "main",
      room: "north",
      credentials: { kind: "token", server: room.server, ca: room.caData, token: room.tokens.halcyon },
    },
  });
  cli = await testCli({ server: server.url, token: server.admin.token ?? undefined });
  await vi.waitFor(async () => expect(await names("list")).toEqual(Object.keys(deployments).sort()), {
    timeout: 20_000,
    interval: 20,
  });
});
afterAll(async () => {
  await kube("DELETE", `/api/v1/namespaces/${namespace}`).catch(() => undefined);
  await agent?.close();
  await server?.close();
});

/** The room's own API, as its administrator. */
async function kube(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<string> {
  const answer = await request(`${room.server}${path}`, {
    method,
    dispatcher: agent,
    headers: { authorization: `Bearer ${room.tokens.admin}`, "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${text}`);
  return text;
}

async function names(verb: string): Promise<string[]> {
  const { stdout } = await cli(`deployment ${verb} -n ${namespace} -o json`);
  const { items } = JSON.parse(stdout) as { items: { name: string }[] };
  return items.map(({ name }) => name).sort();
}

test("what Halcyon does not manage is listed with who does, by its labels", async () => {
  const { code, stdout } = await cli(`deployment unmanaged -n ${namespace}`);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^CLUSTER +NAMESPACE +NAME +MANAGED BY +READY /);
  expect(stdout).toMatch(/ argo +Argo CD \(shop\) +0\/0 /);
  expect(stdout).toMatch(/ charted +Helm \(cache\) +0\/0 /);
  expect(stdout).toMatch(/ charted-long-ago +Helm \(old\) +0\/0 /);
  expect(stdout).toMatch(/ flux +Flux \(infra\) +0\/0 /);
  expect(stdout).toMatch(/ by-hand +0\/0 /);
  expect(await names("unmanaged")).toEqual(
    Object.keys(deployments)
      .filter((name) => name !== "ours")
      .sort(),
  );
});

test("it takes words and filters as the list does", async () => {
  expect(await names("unmanaged label:heritage")).toEqual(["charted-long-ago"]);
  expect(await names("unmanaged ours")).toEqual([]);
});

test("a spec is written after what an API server gives back, and says what stands in the way", async () => {
  const live = await kube("GET", `/apis/apps/v1/namespaces/${namespace}/deployments/charted-long-ago`);
  const folder = await mkdtemp(join(tmpdir(), "halcyon-convert-"));
  try {
    const file = join(folder, "live.yaml");
    await writeFile(file, live);
    const { code, stdout, stderr } = await cli(`app convert redis --team news --room north -f ${file}`);
    expect(stderr).toMatch(/! \d+ values could not be expressed/);
    expect(code).toBe(0);
    expect(stdout).toContain("image: registry.demo/charted-long-ago:1\n");
    expect(stdout).toContain("spec.selector.matchLabels.pods charted-long-ago: the spec does not say this\n");
    expect(stdout).toContain("containers[0].name main: Halcyon would write redis\n");
    // Defaults of the API server are nobody's wish.
    expect(stdout).not.toMatch(/terminationMessage|dnsPolicy|schedulerName|restartPolicy|managedFields/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("one is adopted by its plan's hash, and given back", async () => {
  await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
  const wish = `app adopt ${namespace}/charted --name ${namespace} --cluster main --team news`;
  const plan = await cli(wish);
  expect(plan.stderr).toMatch(/Nothing would restart\. To take it over: the same with --take sha256:/);
  expect(plan.stdout).toContain("image: registry.demo/charted:1\n");
  expect(plan.stdout).toContain("main: charted, 0 instances\n");
  expect(plan.stdout).toContain("  by dry run: nothing changes, no pod restarts");
  expect(await names("unmanaged")).toContain("charted");
  const hash = /sha256:[0-9a-f]+/.exec(plan.stderr)?.[0] ?? "";
  const wrong = await cli(`${wish} --take sha256:0`);
  expect(wrong.stderr).toContain("Something changed since the plan");
  const taken = await cli(`${wish} --take ${hash}`);
  expect(taken.stdout).toContain(`App ${namespace} is taken over, version 1 runs.\n  main: 1 object`);
  await vi.waitFor(async () => expect(await names("unmanaged")).not.toContain("charted"), {
    timeout: 20_000,
  });
  const given = await cli(`app disown ${namespace} --reason over --yes`);
  expect(given.stdout).toContain(`App ${namespace} is given back; nothing restarted.\n  main: 1 object`);
});
