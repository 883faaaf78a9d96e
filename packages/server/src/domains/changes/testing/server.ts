/** A Halcyon with apps, changes and a fleet that is only a list. For tests. */
import { changeEndpoints, type OutputOf } from "@halcyon/contracts";
import { type AppsDomain, type AppsFleet, createAppsDomain } from "#domains/apps/index.ts";
import type { Config } from "#src/config.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { type TestServer, testServer } from "#src/testing/server.ts";
import { createChangesDomain } from "../index.ts";

const places = [
  { cluster: "north-1", room: "north" },
  { cluster: "south-1", room: "south" },
  { cluster: "south-2", room: "south" },
];

const fleet: AppsFleet = {
  rooms: async () => [{ name: "north" }, { name: "south" }],
  clusters: async () => places.map(({ cluster, room }) => ({ id: `id-${cluster}`, name: cluster, room })),
  client: () => Promise.reject(new Error("this fleet is only a list")),
};

export interface ChangesTestServer extends TestServer {
  readonly apps: AppsDomain;
  readonly rooms: readonly [string, string];
  clustersIn(room: string): string[];
  watch(client: ApiClient, signal: AbortSignal): AsyncIterable<OutputOf<typeof changeEndpoints.listWatch>>;
}

/** Quick to look and to try again. */
export const pace = { leaseMs: 3000, sweepMs: 50, retryMs: 50, longestRetryMs: 200 };

export async function changesServer(config: Partial<Config> = {}): Promise<ChangesTestServer> {
  let apps: AppsDomain | undefined;
  const server = await testServer(
    (platform, access, { git, dataDir }, audit) => {
      apps = createAppsDomain({ ...platform, fleet, teamExists: (tx, name) => access.teamExists(tx, name) });
      return [
        apps,
        createChangesDomain({
          ...platform,
          audit,
          apps,
          undos: { ...access.undos, ...apps.undos },
          git,
          dataDir,
          pace,
        }),
      ];
    },
    { config },
  );
  if (apps === undefined) throw new Error("the domains were not composed");
  return {
    ...server,
    apps,
    rooms: ["north", "south"],
    clustersIn: (room) => places.filter((place) => place.room === room).map(({ cluster }) => cluster),
    watch: (client, signal) => client.stream(changeEndpoints.listWatch, { query: {} }, signal),
  };
}
