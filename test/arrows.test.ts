import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { brokenArrows } from "../scripts/arrows.ts";

const found = (path: string, text: string) =>
  brokenArrows(path, text).map(({ imported, why }) => `${imported}: ${why}`);

test.each([
  ["packages/cli/src/a.ts", 'import { x } from "@halcyon/contracts";'],
  ["packages/cli/src/a.ts", 'import { x } from "./b.ts";'],
  ["packages/cli/src/commands/a.ts", 'import { x } from "../../src/b.ts";'],
  ["packages/server/src/domains/apps/a.ts", 'import { x } from "#platform/errors.ts";'],
  ["packages/server/src/domains/apps/a.ts", 'import { x } from "#kube/client.ts";'],
  ["packages/server/src/domains/apps/a.ts", 'import { x } from "#domains/fleet/index.ts";'],
  ["packages/server/src/domains/apps/deep/a.ts", 'import { x } from "../repo.ts";'],
  ["packages/server/src/app.ts", 'import { x } from "#domains/apps/index.ts";'],
  ["packages/server/src/domains/apps/a.test.ts", 'import { x } from "@halcyon/lab";'],
  ["packages/server/src/domains/apps/a.test.ts", 'import { x } from "../../../../../test/rooms.ts";'],
  ["scripts/demo/main.ts", 'import { x } from "@halcyon/lab";'],
  ["packages/cli/src/a.ts", '// import { x } from "@halcyon/server";'],
  ["packages/cli/src/a.ts", 'const text = "a"; /* import "@halcyon/lab" */'],
])("%s may have: %s", (path, text) => {
  expect(found(path, text)).toEqual([]);
});

test.each([
  ["packages/cli/src/a.ts", 'import { x } from "@halcyon/lab";', "cli imports contracts only"],
  ["packages/cli/src/a.ts", 'import { x } from "../../server/src/app.ts";', "cli imports contracts only"],
  ["packages/cli/src/a.ts", 'export * from "@halcyon/server";', "cli imports contracts only"],
  ["packages/cli/src/a.ts", 'const m = await import("@halcyon/server");', "cli imports contracts only"],
  ["packages/cli/src/a.ts", 'import type { X } from "@halcyon/server";', "cli imports contracts only"],
  [
    "packages/cli/src/a.ts",
    'import {\n  x,\n  type Y,\n} from "@halcyon/server";',
    "cli imports contracts only",
  ],
  ["packages/web/src/a.tsx", 'import "@halcyon/cli";', "web imports contracts only"],
  ["packages/lab/src/a.ts", 'import { x } from "@halcyon/server";', "lab imports contracts only"],
  ["packages/contracts/src/a.ts", 'import { x } from "@halcyon/cli";', "contracts import nothing of ours"],
  [
    "packages/server/src/platform/a.ts",
    'import { x } from "#domains/apps/index.ts";',
    "platform knows no domain",
  ],
  [
    "packages/server/src/platform/a.ts",
    'import { x } from "#kube/client.ts";',
    "neither platform nor kube the other",
  ],
  ["packages/server/src/kube/a.ts", 'import { x } from "../platform/log.ts";', "kube knows no domain"],
  [
    "packages/server/src/domains/apps/a.ts",
    'import { x } from "#domains/fleet/repo.ts";',
    "domain fleet is entered by its index.ts only",
  ],
  [
    "packages/server/src/domains/apps/a.ts",
    'import { x } from "../fleet/service.ts";',
    "domain fleet is entered by its index.ts only",
  ],
  ["packages/server/src/domains/apps/a.ts", 'import { x } from "@halcyon/lab";', "a domain imports platform"],
  ["packages/server/src/domains/apps/a.ts", 'import { x } from "#src/app.ts";', "a domain imports platform"],
  ["packages/server/src/app.ts", 'import { x } from "@halcyon/cli";', "the server does not import cli"],
  [
    "packages/server/src/domains/apps/a.test.ts",
    'import { x } from "#domains/fleet/repo.ts";',
    "entered by its index.ts only",
  ],
])("%s may not have: %s", (path, text, why) => {
  expect(found(path, text)).toEqual([expect.stringContaining(why)]);
});

test("the line is where the import begins", () => {
  const text = '/*\n a comment\n*/\nimport { a } from "zod";\nimport { x } from "@halcyon/lab";\n';
  expect(brokenArrows("packages/cli/src/a.ts", text)).toMatchObject([{ line: 5 }]);
});

test("no arrow is broken in the checkout", () => {
  expect(execFileSync(process.execPath, ["scripts/arrows.ts"], { encoding: "utf8" })).toContain(
    " 0 broken arrows",
  );
});
