/** The guide's example, taken out of the guide: it compiles, and is built as a page, with no other file touched but the list. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
let web: string;

beforeAll(async () => {
  await mkdir(join(root, ".halcyon"), { recursive: true });
  const packages = await mkdtemp(join(root, ".halcyon", "guide-"));
  web = join(packages, "web");
  await mkdir(web);
  const original = join(root, "packages/web");
  for (const name of ["src", "index.html", "vite.config.ts", "package.json"])
    await cp(join(original, name), join(web, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(packages, "node_modules"));
  const config = JSON.parse(await readFile(join(original, "tsconfig.json"), "utf8")) as object;
  await writeFile(
    join(web, "tsconfig.json"),
    JSON.stringify({ ...config, extends: join(root, "tsconfig.json") }),
  );

  const guide = await readFile(join(root, "docs/guides/web.md"), "utf8");
  const files = [...guide.matchAll(/```ts file=(\S+)\n([\s\S]*?)```/g)];
  expect(files).toHaveLength(3);
  for (const [, path = "", text = ""] of files) {
    await mkdir(dirname(join(web, "src", path)), { recursive: true });
    await writeFile(join(web, "src", path), text);
  }
  const list = join(web, "src/app/features.ts");
  const text = await readFile(list, "utf8");
  const named = text.replace(/(readonly Feature\[\] = \[)/, "$1heartbeat, ");
  await writeFile(list, `import { heartbeat } from "#features/heartbeat/feature.ts";\n${named}`);
});
afterAll(() => rm(dirname(web), { recursive: true, force: true }));

test("the example compiles", async () => {
  await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", web]).catch(
    (error: Error & { stdout?: string }) => expect.fail(error.stdout || error.message),
  );
});

test("its page is a chunk of its own, and its texts are not in what is loaded first", async () => {
  await run(process.execPath, [join(root, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "warn"], {
    cwd: web,
    env: { ...process.env, NODE_ENV: "production" },
  });
  const assets = join(web, "dist/assets");
  const names = (await readdir(assets)).filter((name) => name.endsWith(".js"));
  const page = names.find((name) => name.startsWith("heartbeat-page"));
  expect(await readFile(join(assets, page ?? "none"), "utf8")).toContain("clusters are fresh");
  const first = names.find((name) => name.startsWith("index")) ?? "none";
  const text = await readFile(join(assets, first), "utf8");
  expect(text).toContain("heartbeat.open");
  expect(text).not.toContain("clusters are fresh");
  // The bundler's stand-in for light-dark() has no colour where a person chose the scheme.
  const styles = (await readdir(assets)).filter((name) => name.endsWith(".css"));
  for (const name of styles)
    expect(await readFile(join(assets, name), "utf8")).not.toContain("--lightningcss");
});
