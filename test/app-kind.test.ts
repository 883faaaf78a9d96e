/** `halcyon app list` and `app show` over a real server. */
import { appsEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppsTestServer, appsServer } from "../packages/server/src/domains/apps/testing/server.ts";
import { adminPassword } from "../packages/server/src/testing/server.ts";
import { type TestCli, testCli } from "../packages/cli/src/testing/cli.ts";

let server: AppsTestServer;
let cli: TestCli;

beforeAll(async () => {
  server = await appsServer();
  cli = await testCli();
  await cli(`login --server ${server.url} --user admin --password-stdin`, { stdin: `${adminPassword}\n` });
  await cli("team create news");
});
afterAll(() => server?.close());

test("the list and an app say what its instances are; before its first version nobody knows", async () => {
  const spec = (name: string, more: string) =>
    `name: ${name}\nteam: news\nimage: registry.demo/${name}:1\nreplicas: { north-mobile: 2 }\n${more}`;
  for (const [app, more] of [
    ["queue", "kind: StatefulSet\n"],
    ["shop", ""],
  ] as const) {
    await server.admin.get(appsEndpoints.apply, { params: { app }, body: { spec: spec(app, more) } });
  }
  await server.admin.get(appsEndpoints.create, { body: { name: "empty", team: "news" } });
  const { stdout } = await cli("app list");
  expect(stdout.split("\n").map((line) => line.split(/ {2,}/).slice(0, 4))).toEqual([
    ["NAME", "TEAM", "KIND", "VERSION"],
    ["empty", "news", "none", expect.anything()],
    ["queue", "news", "StatefulSet", "1"],
    ["shop", "news", "Deployment", "1"],
    [""],
  ]);
  expect((await cli("app show queue")).stdout).toMatch(/^kind +StatefulSet$/m);
  expect((await cli("app show shop")).stdout).toMatch(/^kind +Deployment$/m);
  expect((await cli("app show empty")).stdout).not.toContain("kind");
});
