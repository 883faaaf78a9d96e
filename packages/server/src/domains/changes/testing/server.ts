/** A Halcyon with apps, changes and a fleet that is only a list. For tests. */
import { changeEndpoints, type OutputOf } from "@halcyon/contracts";
import type { AppsDomain } from "#domains/apps/index.ts";
import type { Config } from "#src/config.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { type TestServer, testServer } from "#src/testing/server.ts";
import { changesDomains, clustersIn } from "./domains.ts";

export interface ChangesTestServer extends TestServer {
  readonly apps: AppsDomain;
  readonly rooms: readonly [string, string];
  clustersIn(room: string): string[];
  watch(client: ApiClient, signal: AbortSignal): AsyncIterable<OutputOf<typeof changeEndpoints.listWatch>>;
}

export async function changesServer(config: Partial<Config> = {}): Promise<ChangesTestServer> {
  const { compose, apps } = changesDomains();
  const server = await testServer(compose, { config });
  return {
    ...server,
    apps: apps(),
    rooms: ["north", "south"],
    clustersIn,
    watch: (client, signal) => client.stream(changeEndpoints.listWatch, { query: {} }, signal),
  };
}
