/**
 * The pages in a real Chromium over 30,000 pods in three clusters, and what many browsers cost the server. The server serves the
 * built pages and is started as people start it.
 */
import type { PodItem } from "@halcyon/contracts";
import { createKubeClient, type KubeClient } from "../packages/server/src/kube/client.ts";
import { ensureWeb } from "../scripts/web.ts";
import { withFilledRooms } from "./fleet-rooms.ts";
import { loaded } from "./fleet-search.ts";
import { startHalcyon } from "./halcyon.ts";
import type { BenchResult, BenchRow } from "./report.ts";
import { openBrowser } from "./web/browser.ts";
import { changesSeen } from "./web/changes.ts";
import { firstViews } from "./web/first-view.ts";
import { podsList, totalText } from "./web/pods-list.ts";
import { manySockets } from "./web/sockets.ts";

const clusters = 3;
const podsEach = 10_000;
const pods = clusters * podsEach;

export async function run(): Promise<BenchResult> {
  await ensureWeb();
  return withFilledRooms(clusters, podsEach, async (rooms) => {
    const halcyon = await startHalcyon();
    const clients = new Map(
      rooms.map((room) => [
        room.name,
        createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin }),
      ]),
    );
    const clientOf = ({ cluster }: PodItem): KubeClient => {
      const client = clients.get(cluster);
      if (client === undefined) throw new Error(`no room is named ${cluster}`);
      return client;
    };
    try {
      for (const room of rooms) await halcyon.register(room);
      await loaded(halcyon, pods);
      const rows: BenchRow[] = [];
      const browser = await openBrowser(halcyon);
      try {
        rows.push(...(await firstViews(browser, clusters, totalText(pods))));
        rows.push(...(await podsList(browser, halcyon.developer, pods)));
        rows.push(...(await changesSeen(browser, halcyon.developer, clientOf)));
      } finally {
        await browser.close();
      }
      rows.push(...(await manySockets(halcyon, clientOf)));
      return { name: "web", rows };
    } finally {
      await Promise.all([...clients.values()].map((client) => client.close()));
      await halcyon.stop();
    }
  });
}
