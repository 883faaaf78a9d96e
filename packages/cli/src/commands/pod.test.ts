import { fleetEndpoints, podEndpoints } from "@halcyon/contracts";
import { Agent, request } from "undici";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type SharedRoom, sharedRooms } from "../../../../test/rooms.ts";
import { composeDomains } from "../../../server/src/domains.ts";
import { testServer, type TestServer } from "../../../server/src/testing/server.ts";
import { type TestCli, testCli } from "../testing/cli.ts";

// A pod that counts aloud, in a real cluster behind a real server.
let server: TestServer;
let cli: TestCli;
let room: SharedRoom;
let agent: Agent;
const namespace = `cli-pods-${process.pid}`;
const pod = `main/${namespace}/counts`;

beforeAll(async () => {
  [room] = (await sharedRooms()) as [SharedRoom];
  agent = new Agent({ connect: { ca: room.caData } });
  await kube("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  await waitFor(() => kube("GET", `${inNamespace}/serviceaccounts/default`));
  await kube("POST", `${inNamespace}/pods`, {
    metadata: { name: "counts", namespace, annotations: { "lab.halcyon.dev/log-every": "20ms" } },
    spec: {
      containers: [{ name: "main", image: "registry.demo/web:1", env: [{ name: "PASSWORD", value: "x" }] }],
    },
  });
  server = await testServer(composeDomains);
  await server.admin.get(fleetEndpoints.roomCreate, { body: { name: "north" } });
  await server.admin.get(fleetEndpoints.clusterAdd, {
    body: {
      name: "main",
      room: "north",
      credentials: { kind: "token", server: room.server, ca: room.caData, token: room.tokens.halcyon },
    },
  });
  const params = { cluster: "main", namespace, pod: "counts" };
  await waitFor(async () => {
    expect((await server.admin.get(podEndpoints.get, { params })).pod.ready).toBe(true);
  });
  cli = await testCli({ server: server.url, token: server.admin.token ?? undefined });
});
afterAll(async () => {
  await kube("DELETE", `/api/v1/namespaces/${namespace}`).catch(() => undefined);
  await agent?.close();
  await server?.close();
});

const waitFor = <T>(check: () => Promise<T> | T) => vi.waitFor(check, { timeout: 20_000, interval: 20 });
const inNamespace = `/api/v1/namespaces/${namespace}`;

/** The room's own API, as its administrator. */
async function kube(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<void> {
  const answer = await request(`${room.server}${path}`, {
    method,
    dispatcher: agent,
    headers: { authorization: `Bearer ${room.tokens.admin}`, "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${text}`);
}

const linesOf = (text: string) => text.trimEnd().split("\n");

test("the overview counts each cluster", async () => {
  await waitFor(async () => expect((await cli("overview")).stdout).toContain("fresh"));
  const { code, stdout } = await cli("overview");
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^ROOM +CLUSTER +STATE +NODES +PODS +FAILING .*\nnorth +main +fresh +8\/8 +\d+\/\d+ /,
  );
  expect(JSON.parse((await cli("overview -o json")).stdout)).toMatchObject({
    rooms: [{ name: "north", clusters: [{ name: "main", nodes: { total: 8 } }] }],
  });
});

test("a pod is shown in depth", async () => {
  const { code, stdout, stderr } = await cli(`pod show ${pod}`);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^pod +counts\nwhere +main\/.*, room north\nstatus +Running, ready\n/);
  expect(stdout).toMatch(/Container main\n +image +registry\.demo\/web:1\n +state +running for /);
  expect(stdout).toMatch(/ env +PASSWORD\n/);
  expect(stdout).toMatch(/Events\nAGO +TYPE .*\n[^]*Scheduled/);
  expect(stderr).toContain(`halcyon pod logs ${pod}`);
  expect(JSON.parse((await cli(`pod show ${pod} -o json`)).stdout)).toMatchObject({ source: "cluster" });
});

test("its log is shown, so much of it as is asked for", async () => {
  const { code, stdout } = await cli(`pod logs ${pod} --tail 2 --timestamps`);
  expect(code).toBe(0);
  expect(linesOf(stdout)).toHaveLength(2);
  expect(linesOf(stdout)[1]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \d+ GET \/healthz 200 ok$/);
});

test("its log is followed until Ctrl-C, or until the container ends", async () => {
  const stop = new AbortController();
  let written = "";
  const following = cli(`pod logs ${pod} -f --tail 3`, {
    signal: stop.signal,
    onStdout: (text) => {
      written += text;
    },
  });
  await waitFor(() => expect(linesOf(written).length).toBeGreaterThan(9));
  stop.abort();
  await following;
  const numbers = linesOf(written).map((line) => Number(line.split(" ")[0]));
  expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));

  let json = "";
  const toTheEnd = cli(`pod logs ${pod} -f --tail 1 -o json`, { onStdout: (text) => void (json += text) });
  await waitFor(() => expect(json).toContain("\n"));
  await kube("DELETE", `${inNamespace}/pods/counts`);
  expect((await toTheEnd).code).toBe(0);
  expect(JSON.parse(linesOf(json)[0] ?? "")).toMatchObject({
    at: expect.stringMatching(/Z$/),
    text: expect.any(String),
  });
});

test("what is not there ends with its own code", async () => {
  for (const line of ["pod show", "pod logs", "pod logs -f"]) {
    const ran = await cli(`${line} main/${namespace}/none`);
    expect(ran).toMatchObject({
      code: 3,
      stdout: "",
      stderr: expect.stringContaining("There is no such pod"),
    });
  }
});
