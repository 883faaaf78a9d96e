import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adminPassword, testServer, type TestServer } from "../../../server/src/testing/server.ts";
import { type TestCli, testCli } from "../testing/cli.ts";

let server: TestServer;
let cli: TestCli;

beforeAll(async () => {
  server = await testServer();
  cli = await testCli();
  const signedIn = await cli(`login --server ${server.url} --user admin --password-stdin`, {
    stdin: `${adminPassword}\n`,
  });
  expect(signedIn).toMatchObject({ code: 0, stdout: expect.stringContaining("Signed in to") });
});
afterAll(() => server.close());

const json = (text: string): Record<string, unknown> & { items: Record<string, unknown>[] } =>
  JSON.parse(text);

test("a team and its people, from nothing", async () => {
  expect(await cli("team create news --display-name 新闻")).toMatchObject({
    code: 0,
    stdout: "Team news is created.\n",
  });
  const made = await cli("user create lin --display-name Lin --grant developer:news --password-stdin", {
    stdin: "correct horse battery",
  });
  expect(made).toMatchObject({ code: 0, stdout: "Account lin is created: developer:news.\n" });
  expect((await cli("grant add lin lead --team news")).stdout).toMatch(/^lin: .*lead:news/);
  expect((await cli("grant remove lin developer --team news")).stdout).toBe("lin: lead:news.\n");
  expect((await cli("team list")).stdout).toMatchInlineSnapshot(`
    "NAME  DISPLAY NAME  MEMBERS
    news  新闻          lin (lead)
    "
  `);
  expect((await cli("user disable lin")).stdout).toBe("Account lin is disabled.\n");
  expect((await cli("user enable lin")).stdout).toBe("Account lin is enabled.\n");
});

test("several sign-ins stand side by side, and each command can choose", async () => {
  await cli("team create sport");
  await cli("user create wang --grant lead:sport --password-stdin", { stdin: "correct horse battery" });
  const second = await cli("login --user wang --as-context wang --password-stdin", {
    stdin: "correct horse battery",
  });
  expect(second.code).toBe(0);
  expect((await cli("whoami")).stdout).toContain("admin");
  expect((await cli("whoami --as-context wang")).stdout).toContain("lead of sport");
  expect((await cli("context list")).stdout).toMatch(/^\* +admin .*\n +wang +wang /m);
  expect((await cli("context use wang")).code).toBe(0);
  expect((await cli("whoami")).stdout).toContain("wang");
  expect(await cli("user list")).toMatchObject({
    code: 4,
    stdout: "",
    stderr: expect.stringContaining("access.read"),
  });
  expect((await cli("logout")).stdout).toContain("context wang is forgotten");
  expect((await cli("whoami")).code).toBe(4);
  expect((await cli("context use admin")).code).toBe(0);
  expect(await readFile(cli.contextFile, "utf8")).not.toContain("wang");
});

test("a wrong password is refused and changes no context", async () => {
  const before = await readFile(cli.contextFile, "utf8");
  const refused = await cli("login --user admin --password-stdin", { stdin: "not it" });
  expect(refused).toMatchObject({
    code: 4,
    stdout: "",
    stderr: expect.stringContaining("access_sign_in_failed"),
  });
  expect(await readFile(cli.contextFile, "utf8")).toBe(before);
});

test("lists are {items, next} in json and yaml; --limit and --all page through them", async () => {
  for (const name of ["a1", "a2", "a3"]) await cli(`team create page-${name}`);
  const first = json((await cli("team list --limit 2 -o json")).stdout);
  expect(first.items).toHaveLength(2);
  const second = json((await cli(`team list --limit 2 --cursor ${String(first.next)} -o json`)).stdout);
  expect(second.items[0]?.name).not.toBe(first.items[0]?.name);
  const all = json((await cli("team list --limit 2 --all -o json")).stdout);
  expect(all.next).toBeNull();
  expect(all.items.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["page-a1", "page-a2", "page-a3"]),
  );
  expect((await cli("team list --limit 1 -o yaml")).stdout).toMatch(/^items:\n {2}- name: .*\nnext: /s);
  expect((await cli("team list --limit 1")).stderr).toContain("There are more: add --cursor");
});

test("a token's secret alone goes to stdout, works, and ends when it is revoked", async () => {
  const made = await cli("token create ci --access read --expires 1d");
  const secret = made.stdout.trim();
  expect(secret).toMatch(/^hcn_\S+$/);
  expect((await cli(`whoami --server ${server.url} --token ${secret}`)).stdout).toContain("reading only");
  const { items } = json((await cli("token list -o json")).stdout);
  expect((await cli(`token revoke ${String(items.find(({ name }) => name === "ci")?.id)}`)).code).toBe(0);
  expect((await cli(`whoami --server ${server.url} --token ${secret}`)).code).toBe(4);
});

test("a context's token is sent to the context's server only", async () => {
  const elsewhere = await testServer();
  try {
    const { code, stderr } = await cli(`whoami --server ${elsewhere.url}`);
    expect(code).toBe(4);
    expect(stderr).toContain("At GET /api/v1/whoami");
  } finally {
    await elsewhere.close();
  }
});

test("the record shows who did what", async () => {
  await cli("team create recorded");
  const { items } = json((await cli("audit list --verb team.create --since 1h -o json")).stdout);
  expect(items[0]).toMatchObject({
    verb: "team.create",
    actor: { name: "admin" },
    subject: { name: "recorded" },
  });
  expect((await cli("audit list --verb team.create --subject recorded")).stdout).toMatch(
    /admin +session +team\.create +team recorded/,
  );
});

test("what is not there ends with 3, and says how to find out", async () => {
  const { code, stdout, stderr } = await cli("user show nobody-here");
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toContain("What to do:");
});

test("a server that is not there ends with 6", async () => {
  const { code, stderr } = await cli("whoami --server http://127.0.0.1:9");
  expect(code).toBe(6);
  expect(stderr).toContain("Is it running, and is the address right?");
});
