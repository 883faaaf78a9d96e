/** Apps and changes over a fleet that is only a list. For tests and benchmarks. */
import { type AppsDomain, type AppsFleet, createAppsDomain } from "#domains/apps/index.ts";
import type { ComposeDomains } from "#src/app.ts";
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

export const clustersIn = (room: string) =>
  places.filter((place) => place.room === room).map(({ cluster }) => cluster);

/** Quick to look and to try again. */
const pace = { leaseMs: 3000, sweepMs: 50, retryMs: 50, longestRetryMs: 200 };

/** @returns how the domains are composed, and the apps once they are */
export function changesDomains(): { compose: ComposeDomains; apps(): AppsDomain } {
  let apps: AppsDomain | undefined;
  return {
    compose(platform, access, { git, dataDir }, audit) {
      apps = createAppsDomain({ ...platform, fleet, teamExists: (tx, name) => access.teamExists(tx, name) });
      const undos = { ...access.undos, ...apps.undos };
      return [apps, createChangesDomain({ ...platform, audit, apps, undos, git, dataDir, pace })];
    },
    apps() {
      if (apps === undefined) throw new Error("the domains were not composed");
      return apps;
    },
  };
}
