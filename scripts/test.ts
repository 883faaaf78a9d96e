/**
 * `npm test`: makes ready what takes minutes the first time (Kubernetes, the pages, a browser), with progress, so that no test
 * waits for it against its time limit; then runs them.
 */
import { spawn } from "node:child_process";
import { ensureComponents } from "@halcyon/lab";
import { findChromium } from "../test/web/chromium.ts";
import { createDemoProgress, StepError } from "./demo/progress.ts";
import { ensureWeb } from "./web.ts";

const { step, clear } = createDemoProgress(process.stderr);
try {
  await step("Kubernetes, etcd and kwok", (say) =>
    ensureComponents({ progress: (event) => say(`${event.step}: ${event.message}`) }),
  );
  await step("Web", () => ensureWeb());
  await step("Chromium", (say) => {
    say("looking for one, or installing Debian's");
    return findChromium();
  });
} catch (error) {
  clear();
  if (!(error instanceof StepError)) throw error;
  const hint = (error.cause as { hint?: string } | undefined)?.hint;
  console.error(
    `Failed: ${error.step}\n${error.message}${hint === undefined ? "" : `\nWhat to do: ${hint}`}`,
  );
  process.exit(1);
}
clear();

const tests = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2)], {
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => tests.kill(signal));
tests.once("exit", (code) => (process.exitCode = code ?? 1));
