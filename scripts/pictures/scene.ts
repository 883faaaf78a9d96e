/** The fleet that is pictured: four rooms, the example apps, releases in several states. Made anew for each run. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appsEndpoints, releaseEndpoints } from "@halcyon/contracts";
import { type Lab, startLab } from "@halcyon/lab";
import { prepareAccounts } from "../demo/accounts.ts";
import { prepareApp, prepareReleases } from "../demo/app.ts";
import { registerRooms, waitUntilFresh } from "../demo/fleet.ts";
import { freePort, preparePlace } from "../demo/place.ts";
import type { DemoProgress } from "../demo/progress.ts";
import { startServer } from "../demo/server.ts";
import { ensureWeb } from "../web.ts";

export interface Scene {
  readonly url: string;
  readonly lab: Lab;
  /** A release that waits for a lead, to be taken through its steps. */
  readonly planned: string;
  /** Another one that waits, and goes on waiting. */
  readonly waiting: string;
}

/**
 * Starts everything; `ending` ends it.
 * @throws Error when a part does not start, with the last lines of its log
 */
export async function openScene(
  root: string,
  step: DemoProgress["step"],
  ending: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<Scene> {
  const data = await mkdtemp(join(tmpdir(), "halcyon-pictures-"));
  ending.defer(() => rm(data, { recursive: true, force: true }));
  const place = await preparePlace(root, { HALCYON_DATA: data });
  await step("Web", () => ensureWeb());
  const lab = await step("Rooms", (say) =>
    startLab({ dir: place.lab, nodes: 20, progress: (event) => say(event.step), signal }),
  );
  ending.defer(() => lab.stop());
  const server = await step("Server", async () =>
    startServer({ place, port: await freePort(7520), say: (text) => console.error(text) }),
  );
  ending.defer(() => server.stop());
  const clients = await step("Accounts", () => prepareAccounts(server, place, signal));
  await step("Clusters", async (say) => {
    await registerRooms(clients.operator, lab);
    await waitUntilFresh(clients.operator, say, signal);
  });
  const releases = await step("Apps and releases", async (say) => {
    const { developer } = clients;
    await prepareApp(clients, place);
    const { release } = await prepareReleases({ clients, say, signal });
    for (const app of ["comments", "ticker"]) {
      const spec = await readFile(join(root, "examples", `${app}.yaml`), "utf8");
      await developer.call(appsEndpoints.apply, {
        params: { app },
        body: { spec, message: "the first version" },
      });
      const made = await developer.call(releaseEndpoints.create, {
        body: { app, message: "the first version" },
      });
      const first = made.release;
      if (first === null) throw new Error(`planning ${app} stored nothing`);
      const params = { release: first.id };
      await clients.lead.call(releaseEndpoints.approve, { params, body: { hash: first.hash } });
      await developer.call(releaseEndpoints.finish, { params, body: {} });
      for await (const now of developer.stream(releaseEndpoints.watch, { params }, signal))
        if (now.state === "done") break;
    }
    const next = await developer.call(releaseEndpoints.create, {
      body: {
        app: "comments",
        image: "registry.demo/comments:2",
        steps: ["25%", "50%", "100%"],
        order: "across",
        gates: [{ kind: "manual" }, { kind: "wait", minutes: 5 }],
        message: "answers to answers",
      },
    });
    if (release === null || next.release === null) throw new Error("a plan was not stored");
    return { planned: release.id, waiting: next.release.id };
  });
  return { url: server.url, lab, ...releases };
}
