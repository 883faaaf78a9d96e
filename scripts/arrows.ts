/**
 * The arrows of docs/architecture.md: which part may import which.
 *   everything -> contracts; contracts -> nothing of ours
 *   web, cli, lab -> contracts only
 *   server/platform and server/kube -> neither a domain nor each other
 *   server/domains/<a> -> platform, kube, and another domain through its index.ts only
 *   scripts, bench, test put the parts together and may import all of them, each by its front door or by path
 */
import { readFileSync } from "node:fs";
import { globSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export interface BrokenArrow {
  /** Path from the root of the checkout. */
  readonly file: string;
  readonly line: number;
  /** The specifier as written. */
  readonly imported: string;
  readonly why: string;
}

type Part =
  | { readonly kind: "contracts" | "web" | "cli" | "lab" | "platform" | "kube" | "composition" | "server" }
  | { readonly kind: "domain"; readonly domain: string; readonly door: boolean };

const composition = /^(scripts|bench|test|packages\/server\/bench)\//;

/** What part of Halcyon a file is. Paths count from the root of the checkout. */
function partOf(path: string): Part {
  if (composition.test(path)) return { kind: "composition" };
  const [, name, inside = ""] = path.match(/^packages\/([^/]+)\/(?:src\/)?(.*)$/) ?? [];
  if (name === "contracts" || name === "web" || name === "cli" || name === "lab") return { kind: name };
  const [, domain, rest = ""] = inside.match(/^domains\/([^/]+)\/(.*)$/) ?? [];
  if (domain !== undefined) return { kind: "domain", domain, door: rest === "index.ts" };
  if (inside.startsWith("platform/")) return { kind: "platform" };
  return { kind: inside.startsWith("kube/") ? "kube" : "server" };
}

/** Why `from` may not import `to`; undefined when it may. */
function refusal(from: Part, to: Part, test: boolean): string | undefined {
  if (to.kind === "contracts" || from.kind === "composition") return undefined;
  // Tests use real parts: the lab's clusters, the server as a whole, and what stands beside it for tests.
  if (test && (to.kind === "lab" || to.kind === "composition" || to.kind === "server")) return undefined;
  switch (from.kind) {
    case "contracts":
      return "contracts import nothing of ours";
    case "web":
    case "cli":
    case "lab":
      return to.kind === from.kind ? undefined : `${from.kind} imports contracts only`;
    case "platform":
    case "kube":
      return to.kind === from.kind
        ? undefined
        : `${from.kind} knows no domain, and neither platform nor kube the other`;
    case "domain":
      if (to.kind === "platform" || to.kind === "kube") return undefined;
      if (to.kind !== "domain")
        return "a domain imports platform, kube, contracts and doors of other domains";
      return to.domain === from.domain || to.door
        ? undefined
        : `domain ${to.domain} is entered by its index.ts only`;
    default:
      return to.kind === "web" || to.kind === "cli" || to.kind === "lab"
        ? `the server does not import ${to.kind}`
        : undefined;
  }
}

const importing =
  /(?:^|[\s;}])(?:import|export)\s+(?:type\s+)?(?:[\w$*{}\s,]+?\s+from\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g;

/** Every import of a file that no arrow allows. `path` counts from the root of the checkout. */
export function brokenArrows(path: string, text: string): BrokenArrow[] {
  const from = partOf(path);
  const test = /\.test\.ts$|\/testing\/|\/test-/.test(path);
  const broken: BrokenArrow[] = [];
  for (const match of withoutComments(text).matchAll(importing)) {
    const imported = match[1] ?? match[2] ?? "";
    const target = targetOf(path, imported);
    if (target === undefined) continue;
    const why = refusal(from, partOf(target), test);
    const begins = match.index + match[0].search(/import|export/);
    const line = text.slice(0, begins).split("\n").length;
    if (why !== undefined) broken.push({ file: path, line, imported, why });
  }
  return broken;
}

/** Comments blanked out, line ends kept, so that positions still hold. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, " "));
}

/** The file of ours a specifier leads to, as a path from the root; undefined for what is not ours. */
function targetOf(path: string, imported: string): string | undefined {
  if (imported.startsWith(".")) return relative(".", resolve(dirname(path), imported));
  const own = imported.match(/^@halcyon\/([^/]+)(?:\/(.*))?$/);
  if (own !== null) return `packages/${own[1]}/src/${own[2] ?? "index"}.ts`;
  if (!imported.startsWith("#")) return undefined;
  const [, name = ""] = path.match(/^packages\/([^/]+)\//) ?? [];
  return `packages/${name}/src/${imported.replace(/^#(src\/)?/, "")}`;
}

function main(): void {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  process.chdir(root);
  const files = globSync(
    ["packages/*/src/**/*.{ts,tsx}", "scripts/**/*.ts", "bench/**/*.ts", "test/**/*.ts"],
    {
      exclude: (name) => name === "node_modules",
    },
  );
  const broken = files.flatMap((file) => brokenArrows(file, readFileSync(join(root, file), "utf8")));
  for (const { file, line, imported, why } of broken)
    console.error(`${file}:${line}: imports ${imported}: ${why}`);
  if (files.length === 0) throw new Error("no file was found to look at");
  console.log(`${files.length} files, ${broken.length} broken arrows`);
  if (broken.length > 0) process.exitCode = 1;
}

if (import.meta.main) main();
