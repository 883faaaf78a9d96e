/** A Halcyon with apps and a fleet that is only a list. For tests. */
import type { Database, Db, Tx } from "#platform/database/database.ts";
import { type TestServer, testServer } from "#src/testing/server.ts";
import type { AppsFleet } from "../fleet-port.ts";
import { type AppsDeps, type AppsDomain, createAppsDomain } from "../index.ts";
import { places } from "./shapes.ts";

/** The fleet of shapes.ts; no cluster can be reached unless `client` is given. */
export function listedFleet(client?: AppsFleet["client"]): AppsFleet {
  return {
    rooms: async () => places.rooms.map((name) => ({ name })),
    clusters: async () =>
      places.clusters.map(({ cluster, room }) => ({ id: `id-${cluster}`, name: cluster, room })),
    client: client ?? (() => Promise.reject(new Error("this fleet is only a list"))),
  };
}

export interface AppsTestServer extends TestServer {
  readonly apps: AppsDomain;
  readonly database: Database;
}

export async function appsServer(
  fleet: AppsFleet = listedFleet(),
  more: Partial<Pick<AppsDeps, "openRelease" | "patienceMs" | "secretStores">> = {},
): Promise<AppsTestServer> {
  let apps: AppsDomain | undefined;
  let database: Database | undefined;
  const server = await testServer((platform, access) => {
    database = platform.database;
    const teamExists = (on: Db | Tx, name: string) => access.teamExists(on, name);
    apps = createAppsDomain({ ...platform, fleet, teamExists, ...more });
    return [apps];
  });
  if (apps === undefined || database === undefined) throw new Error("the domains were not composed");
  return { ...server, apps, database };
}
