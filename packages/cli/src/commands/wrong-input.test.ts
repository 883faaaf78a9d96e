import { once } from "node:events";
import { mkdtemp, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Io } from "../io.ts";
import { createProgram } from "../program.ts";
import { type TestCli, testCli } from "../testing/cli.ts";

// Every command, given something wrong: it says what is wrong, ends with 2, writes nothing to stdout and sends nothing.
const wrong: readonly (readonly [line: string, says: string])[] = [
  ["login --password-stdin", "No user is named."],
  ["login --user lin --server ftp://x --password-stdin", "'ftp://x' is not the address of a server."],
  ["logout now", "Too many arguments for 'logout'"],
  ["whoami --as-context nobody", "There is no context 'nobody'"],
  ["whoami -o jsn", "Did you mean --output json?"],
  ["password --password-stdin", "stdin must hold two lines"],
  ["setup --password-stdin --setup-token-file /nowhere/token", "There is no file /nowhere/token."],
  ["context list everything", "Too many arguments"],
  ["context use", "Missing required argument 'name'"],
  ["context remove", "Missing required argument 'name'"],

  ["release create", "Missing required argument 'app'"],
  ["release create Front_Page", "app 'Front_Page': lower-case letters"],
  ["release create frontpage --steps 1,x", "'x' is not a whole number from 1"],
  ["release create frontpage --steps 50%,20%", "percentages count from the beginning"],
  ["release create frontpage --gate wiat:5m", "Did you mean wait?"],
  ["release create frontpage --gate wait:soon", "is no length of time"],
  ["release create frontpage --order acros", "Did you mean --order across?"],
  ["release create frontpage --image a:1 --version 2", "exclude each other"],
  ["release create frontpage --version 0", "Write a whole number from 1."],
  ["release create frontpage --expires 90m", "Write whole hours or days"],
  ["release create frontpage --stepz 1", "Did you mean --steps?"],
  ["release edit frontpage-3", "Nothing to change is given."],
  ["release list --state runing", "Did you mean --state running?"],
  ["release list --limit none", "Write a whole number from 1."],
  ["release show", "Missing required argument 'release'"],
  ["release diff", "Missing required argument 'release'"],
  ["release instances frontpage-3 --step 0", "Write a whole number from 1."],
  ["release timeline frontpage-3 --limit 0", "Write a whole number from 1."],
  ["release approve", "Missing required argument 'release'"],
  ["release reject frontpage-3", "No reason is given."],
  ["release next frontpage-3 --expect two", "Write the number of a step"],
  ["release finish frontpage-3 --expect -1", "Write the number of a step"],
  ["release hold frontpage-3", "No reason is given."],
  ["release resume", "Missing required argument 'release'"],
  ["release abort frontpage-3 --reason x", "Add --keep or --back, one of them."],
  ["release abort frontpage-3 --keep --back --reason x", "Add --keep or --back, one of them."],
  ["release rollback frontpage-3", "No reason is given."],
  ["release skip frontpage-3 --reason x", "Missing required argument 'target'"],
  ["release watch frontpage-3 --until redy", "Did you mean --until ready?"],

  ["app list --team News", "team 'News': lower-case letters"],
  ["app show", "Missing required argument 'app'"],
  ["app show Front_Page", "app 'Front_Page': lower-case letters"],
  ["app create frontpage", "Required option '--team <team>' not specified"],
  ["app remove frontpage", "This needs a confirmation"],
  ["app import --git . --commit HEAD", "Required option '--path <file>' not specified"],
  ["app import --git . --commit HEAD --path ../x", "no path in a repository"],
  ["app import --git ext::sh --commit HEAD --path x", "no address of a repository"],
  ["app init", "Missing required argument 'name'"],
  ["app init Front", "Front cannot be the name"],
  ["app init front --port many", "many is no port."],
  ["app init front --health healthz", "healthz is no path."],
  ["app validate", "Required option '-f, --file <file>' not specified"],
  ["app validate -f /nowhere.yaml", "There is no file /nowhere.yaml."],
  ["app validate -f /tmp", "/tmp is a folder."],
  ["app convert web --team news --room north", "Required option '-f, --file <file>' not specified"],
  ["app adopt shop --cluster a --team news", "'shop' does not say which Deployment."],
  ["app adopt legacy/shop --team news", "Required option '--cluster <cluster>' not specified"],
  ["app adopt legacy/shop --cluster a --team news --from-dir /nowhere", "There is no folder /nowhere."],
  ["app adopt legacy/shop --cluster a --team news --from-dir x --helm y", "two ways of the same"],
  ["app adopt legacy/shop --cluster North --team news", "clusters.0.cluster 'North'"],
  ["app disown shop", "Required option '--reason <text>' not specified"],
  ["app disown shop --reason gone", "This needs a confirmation"],
  ["app render", "Render what?"],
  ["app diff", "Compare what?"],
  ["app apply -f NOT_YAML", "is not YAML."],
  ["app apply -f NO_NAME", "does not name its app."],
  ["app schema now", "Too many arguments"],
  ["app differences", "Missing required argument 'app'"],
  ["app differences frontpage --version none", "Write a whole number from 1."],
  ["app explain", "Missing required argument 'app'"],
  ["app explain frontpage --version none", "Write a whole number from 1."],
  ["app versions", "Missing required argument 'app'"],
  ["app version frontpage latest", "Write a whole number from 1."],
  ["app compare frontpage 1", "Missing required argument 'to'"],
  ["app tasks", "Missing required argument 'app'"],
  ["app run frontpage", "Missing required argument 'job'"],
  ["app image frontpage", "Missing required argument 'image'"],
  ["app image frontpage a:1 --container Shipper", "container 'Shipper': lower-case letters"],
  ["app restore frontpage zero", "Write a whole number from 1."],
  ["app policy get", "Missing required argument 'app'"],
  ["base list now", "Too many arguments"],
  ["base get", "Missing required argument"],
  ["base versions", "Missing required argument"],
  ["base check organisation", "Required option"],
  ["base set organisation", "Required option"],
  ["app policy set frontpage", "Nothing to change is given."],
  ["app policy set frontpage --largest-step many", "Write a count such as 2"],

  ["secret list", "Missing required argument 'app'"],
  ["secret stores now", "Too many arguments"],
  ["secret set frontpage db", "No value is given."],
  ["secret set frontpage Db --from-file TOKEN", "secret 'Db': lower-case letters"],
  ["secret set frontpage db --from-file /nowhere", "There is no file /nowhere."],
  ["secret rotate frontpage", "Missing required argument 'secret'"],
  ["secret link frontpage db --store vault", "'--path <path>'"],
  ["secret link frontpage db --store vault --path news/../db --key k", "a path without . and .."],
  ["secret revoke frontpage db 1", "No reason is given."],
  ["secret revoke frontpage db one --reason x", "Write a whole number from 1."],

  ["drift list --team News", "team 'News'"],
  ["drift list --state drfted", "Did you mean --state drifted?"],
  ["drift show", "Missing required argument 'app'"],
  ["drift watch --room North", "room 'North'"],
  ["drift put-back frontpage", "No reason is given."],
  ["drift put-back frontpage --cluster North --reason x", "'North'"],
  ["drift take-in frontpage --reason x", "Required option '--cluster <cluster>' not specified"],
  ["drift take-in frontpage --cluster North --reason x", "cluster 'North'"],
  ["drift ignore frontpage --reason x", "Required option '--until <when>' not specified"],
  ["drift ignore frontpage --until later --reason x", "is no moment"],
  ["drift ignore frontpage --until +1h --reason x --object web", "a kind and a name"],
  ["drift ignored --app Front", "app 'Front'"],
  ["drift stop-ignoring frontpage soon", "ignore 'soon'"],

  ["freeze list now", "Too many arguments"],
  ["freeze create --until +1h --reason x", "Freeze what?"],
  ["freeze create --app a --team b --until +1h --reason x", "Freeze what?"],
  ["freeze create --everything --until later --reason x", "is no moment"],
  ["freeze create --everything --from +2h --until +1h --reason x", "end before it begins"],
  ["freeze end soon", "freeze 'soon'"],

  ["changes --since yesterday", "is no moment"],
  ["changes show soon", "change 'soon'"],
  ["changes undo 0199c1de-0000-7000-8000-000000000000", "This needs a confirmation"],
  ["changes git now", "Too many arguments"],
  ["changes list --cluster North", "cluster 'North'"],

  ["search", "Missing required argument 'words'"],
  ["room list --all --cursor", "Option '--cursor <cursor>' argument missing"],
  ["room add North", "name 'North': lower-case letters"],
  ["room update North", "room 'North': lower-case letters"],
  ["room remove lab", "This needs a confirmation"],
  ["cluster list --room North", "room 'North': lower-case letters"],
  ["cluster show North", "cluster 'North': lower-case letters"],
  ["cluster add a --room b", "No credentials are given."],
  ["cluster add a --room b --server https://x", "--server and --token-file belong together."],
  ["cluster add a --room b --server x --kubeconfig y", "two ways of the same"],
  ["cluster add a --room b --kubeconfig /nowhere", "There is no file /nowhere."],
  ["cluster add a --room b --server nonsense --token-file TOKEN", "server"],
  ["cluster update a", "Nothing to change is given."],
  ["cluster remove a", "This needs a confirmation"],
  ["cluster access mine", "Too many arguments"],
  ["node list --namespace x", "Unknown option '--namespace'"],
  ["pod list --cluster North", "cluster 'North': lower-case letters"],
  ["pod show", "Missing required argument 'pod'"],
  ["pod show front-1", "'front-1' does not say which pod."],
  ["pod logs a/b", "'a/b' does not say which pod."],
  ["pod logs North/news/front-1", "cluster 'North': lower-case letters"],
  ["pod logs a/b/c --tail 0", "Write a whole number from 1."],
  ["pod logs a/b/c --tail 60000", "tail '60000'"],
  ["pod logs a/b/c -f --previous", "--previous is of a run that has ended"],
  ["overview all", "Too many arguments"],
  ["deployment lst", "Did you mean list?"],
  ["deployment list --room North", "room 'North'"],
  ["deployment unmanaged --cluster North", "cluster 'North'"],
  ["service list --limit 5000", "limit '5000'"],
  ["ingress list --room North", "room 'North'"],
  ["hpa list --room North", "room 'North'"],
  ["event list --cluster North", "cluster 'North'"],

  ["user list --team News", "team 'News'"],
  ["user show X", "user 'X'"],
  ["user create lin --grant developr:news --password-stdin", "Did you mean developer?"],
  ["user create lin --password-stdin", "stdin held no password."],
  ["user update lin", "Nothing to change is given."],
  ["user set-password lin --password-stdin", "stdin held no password."],
  ["user disable", "Missing required argument 'user'"],
  ["user enable", "Missing required argument 'user'"],
  ["team list --limit x", "Write a whole number from 1."],
  ["team show News", "team 'News'"],
  ["team create News", "name 'News'"],
  ["team remove news", "This needs a confirmation"],
  ["grant roles all", "Too many arguments"],
  ["grant add lin boss", "There is no role 'boss'."],
  ["grant remove lin leed", "Did you mean lead?"],
  ["token list --limit x", "Write a whole number from 1."],
  ["token create ci --access write", "--access write is none of full, read."],
  ["token create ci --expires never", "is no length of time"],
  ["token revoke mine", "token 'mine'"],
  ["audit list --since yesterday", "is no moment"],

  ["lab up", "lab is started by the launcher."],
  ["server --port 1", "server is started by the launcher."],
  ["completion tcsh", "Shells: bash, zsh, fish."],
  ["completion bsh", "Did you mean bash?"],
  ["version 2", "Too many arguments"],
  ["relaese list", "Did you mean release?"],
];

let requests = 0;
let listener: Server;
let cli: TestCli;
const files: Record<string, string> = {};

beforeAll(async () => {
  listener = createServer((_request, response) => {
    requests += 1;
    response.end();
  }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const dir = await mkdtemp(join(tmpdir(), "halcyon-wrong-"));
  for (const [name, text] of [
    ["NOT_YAML", "name: [frontpage\n"],
    ["NO_NAME", "team: news\n"],
    ["TOKEN", "secret\n"],
  ] as const) {
    files[name] = join(dir, name);
    await writeFile(files[name], text);
  }
  cli = await testCli({
    server: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    token: "hcn_t",
  });
});
afterAll(() => listener.close());

test.each(wrong)("halcyon %s: %s", async (line, says) => {
  requests = 0;
  const args = line.split(" ").map((word) => files[word] ?? word);
  const { code, stdout, stderr } = await cli(args);
  expect(stderr).toContain(says);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(requests).toBe(0);
});

test("with -o json the error is a document, and stdout stays empty", async () => {
  const { code, stdout, stderr } = await cli("release create frontpage --steps x -o json");
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(JSON.parse(stderr)).toMatchObject({
    title: "Wrong input",
    exitCode: 2,
    detail: expect.stringContaining("'x'"),
  });
});

/** Every command that does something, as its words. */
function leaves(command: Command, words: readonly string[] = []): string[] {
  const below = command.commands.filter((each) => !each.name().startsWith("_"));
  if (below.length === 0) return [words.join(" ")];
  return below.flatMap((each) => leaves(each, [...words, each.name()]));
}

const program = createProgram({
  io: { config: {}, stdout: {}, stderr: {} } as unknown as Io,
  endWith: () => {},
});

test("no command is missing above", () => {
  const missing = leaves(program).filter(
    (words) => !wrong.some(([line]) => `${line} `.startsWith(`${words} `)),
  );
  expect(missing).toEqual([]);
});

test.each(leaves(program))("halcyon %s --help teaches: a summary, two examples, what next", async (words) => {
  const { code, stdout } = await cli([...words.split(" "), "--help"]);
  expect(code).toBe(0);
  const [, examples = ""] = stdout.split("\nExamples:\n");
  expect(
    examples.match(new RegExp(`^ {4}halcyon .*${words.split(" ")[0]}`, "gm"))?.length,
  ).toBeGreaterThanOrEqual(2);
  expect(examples).toMatch(/\nWhat next:\n {2}\S/);
  expect(stdout.split("\n")[2]?.length).toBeGreaterThan(7);
});
