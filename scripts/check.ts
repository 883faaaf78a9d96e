/** `npm run check`: types, lint, format, arrows, generated guide, dead code. All of them run, so that one round shows everything. */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  readonly whatToDo: string;
}

interface Outcome extends Check {
  readonly failed: boolean;
  readonly output: string;
  readonly seconds: string;
}

const checks: readonly Check[] = [
  {
    name: "types",
    command: ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"],
    whatToDo: "Correct the types.",
  },
  {
    name: "web types",
    command: ["node_modules/typescript/bin/tsc", "-p", "packages/web/tsconfig.json"],
    whatToDo: "Correct the types.",
  },
  {
    name: "lint",
    command: ["node_modules/oxlint/bin/oxlint", "--type-aware", "--deny-warnings"],
    whatToDo: "Follow the rule, or say at the line why it does not hold there.",
  },
  {
    name: "format",
    command: ["node_modules/@biomejs/biome/bin/biome", "format"],
    whatToDo: "Run: npm run format",
  },
  { name: "arrows", command: ["scripts/arrows.ts"], whatToDo: "See the arrows in docs/architecture.md." },
  {
    name: "guide of the spec",
    command: ["scripts/spec-guide.ts", "--check"],
    whatToDo: "Run: npm run guide",
  },
  { name: "dead code", command: ["node_modules/knip/bin/knip.js"], whatToDo: "Remove it, or use it." },
];

async function run(check: Check): Promise<Outcome> {
  const started = performance.now();
  const child = spawn(process.execPath, [...check.command], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  const outcome = { ...check, failed: code !== 0, output: output.trim(), seconds };
  console.log(`${outcome.failed ? "FAILED" : "ok    "}  ${check.name} (${seconds} s)`);
  return outcome;
}

async function runAll(): Promise<Outcome[]> {
  const waiting = [...checks];
  const outcomes: Outcome[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      outcomes.push(await run(next));
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
  return outcomes;
}

const failed = (await runAll()).filter((outcome) => outcome.failed);
for (const { name, output, whatToDo } of failed) {
  console.log(`\n--- ${name} ---\n${output}\nWhat to do: ${whatToDo}`);
}
if (failed.length > 0) process.exitCode = 1;
