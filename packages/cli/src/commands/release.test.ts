import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sharedRooms } from "../../../../test/rooms.ts";
import { composeDomains } from "../../../server/src/domains.ts";
import {
  adminPassword,
  personPassword,
  testServer,
  type TestServer,
} from "../../../server/src/testing/server.ts";
import { type Ran, type TestCli, testCli } from "../testing/cli.ts";

// The whole way a person goes, over the real server and real API servers: each step builds on the one before.
const app = `cli${process.pid}`;
let server: TestServer;
let cli: TestCli;
let dir: string;

beforeAll(async () => {
  server = await testServer(composeDomains);
  await server.person({ name: "dev", grants: [{ role: "developer", team: "news" }] });
  await server.person({ name: "boss", grants: [{ role: "lead", team: "news" }] });
  cli = await testCli();
  dir = await mkdtemp(join(tmpdir(), "halcyon-cli-release-"));
  const signIn = (name: string, password: string) =>
    cli(`login --server ${server.url} --user ${name} --as-context ${name} --password-stdin`, {
      stdin: password,
    });
  await signIn("dev", personPassword);
  await signIn("boss", personPassword);
  await signIn("admin", adminPassword);
  await cli("context use dev");
});
afterAll(() => server.close());

const document = ({ stdout }: Ran) =>
  JSON.parse(stdout) as Record<string, unknown> & { items: Record<string, unknown>[] };

test("rooms and clusters are registered by what is in files", async () => {
  for (const room of (await sharedRooms()).slice(0, 2)) {
    expect(await cli(`--as-context admin room add ${room.name} --carrier 北方移动`)).toMatchObject({
      code: 0,
    });
    await writeFile(join(dir, "token"), `${room.tokens.halcyon}\n`);
    await writeFile(join(dir, "ca.crt"), room.caData);
    const files = `--token-file ${dir}/token --ca-file ${dir}/ca.crt`;
    const wrong = await cli(
      `--as-context admin cluster add ${room.name} --room ${room.name} --server ${room.server} --token-file ${dir}/ca.crt --ca-file ${dir}/ca.crt`,
    );
    expect(wrong.code).not.toBe(0);
    expect(wrong.stderr).toContain("What to do:");
    const added = await cli(
      `--as-context admin cluster add ${room.name} --room ${room.name} --server ${room.server} ${files}`,
    );
    expect(added).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`is registered in room ${room.name}`),
    });
  }
  expect((await cli("room list")).stdout).toMatch(
    /^NAME +DISPLAY NAME +CARRIER +CLUSTERS\nnorth-mobile .* 北方移动 +north-mobile\n/,
  );
  await expect
    .poll(async () => document(await cli("cluster list -o json")).items.map(({ state }) => state), {
      timeout: 30_000,
    })
    .toEqual(["fresh", "fresh"]);
  expect((await cli("node list --room north-mobile --limit 1")).stdout).toMatch(
    /^ROOM .*\nnorth-mobile +north-mobile +\S+ +Ready/,
  );
  expect((await cli("cluster access")).stdout).toContain("kind: ClusterRole");
});

test("a spec is checked with line and column, applied, and shown", async () => {
  const good = [
    `name: ${app}`,
    "team: news",
    "image: registry.demo/web:1",
    "replicas: { north-mobile: 2, north-telecom: 1 }",
    "",
  ].join("\n");
  const [file, bad] = [join(dir, "app.yaml"), join(dir, "bad.yaml")];
  await writeFile(file, good);
  await writeFile(bad, good.replace("north-telecom: 1", "moon: 1"));
  const refused = await cli(`app validate -f ${bad}`);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toContain(`${bad}:4:`);
  expect(refused.stderr).toContain("    4 | replicas: { north-mobile: 2, moon: 1 }");
  expect((await cli(`app apply -f ${bad}`)).code).toBe(1);
  expect(await cli(`app apply -f ${file} --message first`.split(" "))).toMatchObject({ code: 0 });
  expect((await cli(`app versions ${app}`)).stdout).toMatch(
    /^VERSION .*\n +1 +registry\.demo\/web:1 +3 +dev /,
  );
  expect((await cli(`app diff ${app}`)).stdout).toContain(`Deployment ${app}: would be made`);
  expect((await cli(`app render -f ${file} --cluster north-mobile`)).stdout).toContain(
    "# cluster north-mobile: 2 instances",
  );
});

test("a plan is shown, its author cannot approve it, and an approval is of what was shown", async () => {
  const planned = await cli(`release create ${app} --steps 1,2 --dry-run`);
  expect(planned.stdout).toMatch(/STEP +NEW +IN ALL +TAKES +THEN\n +1 +\+1 +1\/3 +north-mobile \+1 /);
  expect(planned.stderr).toContain("Nothing is stored");
  expect(document(await cli(`release list --app ${app} -o json`)).items).toEqual([]);

  const made = await cli(["release", "create", app, "--steps", "1,2", "--message", "the first"]);
  expect(made).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`halcyon release approve ${app}-1`),
  });
  expect(await cli(`release approve ${app}-1 --yes`)).toMatchObject({
    code: 4,
    stderr: expect.stringContaining("other than dev"),
  });
  expect(await cli(`--as-context boss release approve ${app}-1 --yes --hash sha256:other`)).toMatchObject({
    code: 5,
  });
  expect(await cli(`--as-context boss release approve ${app}-1`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("Add --yes"),
  });
  const approved = await cli(`--as-context boss release approve ${app}-1 --yes`);
  expect(approved).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("is approved. Nothing has moved."),
  });
});

test("steps go one by one, the end is watched, and there is a way back", async () => {
  const first = await cli(`release next ${app}-1 --wait`);
  expect(first).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/step 1 of 2: 1 of 3 allowed, 1 ready; waiting for you\./),
  });
  expect(await cli(`release next ${app}-1 --expect 1`)).toMatchObject({ code: 5, stdout: "" });
  expect((await cli(`release instances ${app}-1 --step 1`)).stdout).toMatch(
    /^STEP .*\n +1 +north-mobile +north-mobile +\S+ +10\.\S+ +yes +Running/,
  );
  expect((await cli(`release show ${app}`)).stdout).toMatch(/north-mobile +north-mobile +✓1 +·1/);

  let watched = "";
  const watching = cli(`release watch ${app}-1 -o json`, { onStdout: (text) => void (watched += text) });
  expect((await cli(`release finish ${app}-1`)).code).toBe(0);
  expect((await watching).code).toBe(0);
  const last = JSON.parse(watched.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;
  expect(last).toMatchObject({ id: `${app}-1`, state: "done", instances: { newReady: 3 } });
  expect((await cli(`search app:${app} phase:Running`)).stdout.match(/^pod /gm)).toHaveLength(3);

  await cli(["release", "create", app, "--image", "registry.demo/web:2", "--steps", "2,1"]);
  await cli(`--as-context boss release approve ${app}-2 --yes`);
  expect((await cli(`release next ${app}-2 --wait`)).code).toBe(0);
  const back = await cli(["release", "abort", `${app}-2`, "--back", "--reason", "wrong image", "--wait"]);
  expect(back).toMatchObject({ code: 0, stdout: expect.stringContaining("rolled-back") });
  expect((await cli(`deployment list app:${app}`)).stdout.match(/registry\.demo\/web:1/g)).toHaveLength(2);
});

test("the timeline is exported whole, and the record names who did what", async () => {
  const file = join(dir, "timeline.csv");
  expect(await cli(`release timeline ${app}-1 --limit 2 --export ${file}`)).toMatchObject({
    code: 0,
    stdout: "",
  });
  const lines = (await readFile(file, "utf8")).trim().split("\n");
  expect(lines[0]).toBe("seq,at,actor,kind,step,target,text,instances");
  expect(lines.length).toBeGreaterThan(4);
  const { items } = document(await cli(`--as-context boss audit list --verb release --app ${app} -o json`));
  expect(items.map(({ verb }) => verb)).toEqual(
    expect.arrayContaining([
      "release.plan",
      "release.approve",
      "release.next",
      "release.finish",
      "release.abort",
    ]),
  );
});

test("what is not there, or not allowed, ends with its own code", async () => {
  expect(await cli(`--as-context admin release show ${app}-99`)).toMatchObject({ code: 3, stdout: "" });
  expect(await cli(`release show nothing-here`)).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("no open release"),
  });
  expect(await cli(`app policy set ${app} --largest-step 1`)).toMatchObject({ code: 4 });
  expect(await cli(`--as-context admin app policy set ${app} --largest-step 1`)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("1 instance"),
  });
  expect(
    (await cli(["release", "create", app, "--image", "registry.demo/web:3", "--steps", "2"])).code,
  ).not.toBe(0);
});
