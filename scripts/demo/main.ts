/**
 * `npm run demo`: four rooms with real control planes, the server, an app that runs in them, and a release that waits for
 * approval. Ctrl-C stops all of it; the next start finds its data again.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { openControl, startLab } from "@halcyon/lab";
import { CliError } from "../../packages/cli/src/errors.ts";
import { renderFailure } from "../../packages/cli/src/output/failure.ts";
import { createPaint } from "../../packages/cli/src/output/paint.ts";
import { prepareAccounts } from "./accounts.ts";
import { prepareApp, prepareReleases } from "./app.ts";
import { registerRooms, waitUntilFresh } from "./fleet.ts";
import { ensureWeb } from "../web.ts";
import { claimPlace, DemoRunsError, freePort, type Place, preparePlace } from "./place.ts";
import { createDemoProgress, type DemoProgress, StepError } from "./progress.ts";
import { startServer } from "./server.ts";
import { welcome } from "./welcome.ts";

/** Where the server listens unless that is taken. */
const usualPort = 7420;
const usualNodes = 20;

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const progress = createDemoProgress(process.stderr);
const stopAsked = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  // A terminal and npm may both pass a Ctrl-C on: asked twice is asked once.
  process.on(name, () => {
    if (!stopAsked.signal.aborted) process.stderr.write("\n");
    stopAsked.abort(new Error(`stopped by ${name}`));
  });
}

const place = await preparePlace(root, process.env);
try {
  await run(place, progress, stopAsked.signal);
} catch (error) {
  progress.clear();
  if (!stopAsked.signal.aborted) {
    process.stderr.write(`${explain(error, place)}\n`);
    process.exitCode = 1;
  }
}

async function run(place: Place, { step, clear }: DemoProgress, signal: AbortSignal): Promise<void> {
  await using ending = new AsyncDisposableStack();
  const giveBack = await claimPlace(place);
  ending.defer(giveBack);
  ending.defer(() => clear());

  // One that fails ends the start of the other, which may take minutes when binaries are being built.
  const failed = new AbortController();
  const starting = AbortSignal.any([signal, failed.signal]);
  const startRooms = step("Rooms", async (say) => {
    const lab = await startLab({
      dir: place.lab,
      nodes: Number(process.env.HALCYON_DEMO_NODES) || usualNodes,
      progress: (event) => say(`${event.step}: ${event.message}`),
      signal: starting,
    });
    ending.defer(() => step("Stopping the rooms", () => lab.stop()));
    const control = await openControl(lab);
    ending.defer(() => control.close());
    return lab;
  });
  const startHalcyon = step("Server", async (say) => {
    say("building its pages, where they changed");
    await ensureWeb();
    const port = await freePort(usualPort);
    const server = await startServer({
      place,
      port,
      say: (text) => {
        clear();
        process.stderr.write(`${text}\n`);
      },
    });
    ending.defer(() => step("Stopping the server", () => server.stop()));
    return server;
  });
  const both = [startRooms, startHalcyon].map((start) =>
    start.catch((error: unknown) => failed.abort(error)),
  );
  await Promise.all(both);
  starting.throwIfAborted();
  const [lab, server] = [await startRooms, await startHalcyon];

  const clients = await step("Accounts", () => prepareAccounts(server, place, signal));
  await step("Clusters", async (say) => {
    await registerRooms(clients.operator, lab);
    await waitUntilFresh(clients.operator, say, signal);
  });
  const found = await step("App and releases", async (say) => {
    await prepareApp(clients, place);
    return prepareReleases({ clients, say, signal });
  });
  clear();
  process.stdout.write(welcome(server.url, found));
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  process.stderr.write("Stopping. The next start finds everything again.\n");
}

/** What failed, the last lines of its log, what to do. */
function explain(error: unknown, { data, logs }: Place): string {
  if (error instanceof DemoRunsError) return error.message;
  const failed = error instanceof StepError ? `Failed: ${error.step}\n` : "";
  const cause = error instanceof StepError ? error.cause : error;
  const detail =
    cause instanceof CliError
      ? renderFailure(cause, createPaint(false))
      : cause instanceof Error
        ? cause.message
        : String(cause);
  return `${failed}${detail}\nWhat to do: the logs are in ${logs} and ${data}/lab; \`npm run demo\` tries again, \`rm -rf ${data}\` begins anew.`;
}
