/** The addresses of the settings. */
import { z } from "zod";
import { definePage } from "#app/feature.ts";

const word = z.string().optional().catch(undefined);

export const accountPage = definePage({
  path: "/settings",
  title: { en: "My account", zh: "我的账号" },
  load: () => import("./account/account-page.tsx"),
});
export const peoplePage = definePage({
  path: "/settings/people",
  title: { en: "People", zh: "人员" },
  permission: "access.read",
  search: z.object({ q: word, team: word, create: word }),
  load: () => import("./people/people-page.tsx"),
});
export const personPage = definePage({
  path: "/settings/people/$user",
  title: { en: "Account", zh: "账号" },
  permission: "access.read",
  load: () => import("./people/person-page.tsx"),
});
export const teamsPage = definePage({
  path: "/settings/teams",
  title: { en: "Teams", zh: "团队" },
  search: z.object({ create: word }),
  load: () => import("./teams/teams-page.tsx"),
});
export const teamPage = definePage({
  path: "/settings/teams/$team",
  title: { en: "Team", zh: "团队" },
  load: () => import("./teams/team-page.tsx"),
});
export const roomsPage = definePage({
  path: "/settings/rooms",
  title: { en: "Rooms", zh: "机房" },
  permission: "fleet.read",
  search: z.object({ create: word, room: word }),
  load: () => import("./rooms/rooms-page.tsx"),
});
export const clustersSettingsPage = definePage({
  path: "/settings/clusters",
  title: { en: "Clusters", zh: "集群" },
  permission: "fleet.read",
  load: () => import("./clusters/clusters-page.tsx"),
});
export const addClusterPage = definePage({
  path: "/settings/add-cluster",
  title: { en: "Add a cluster", zh: "添加集群" },
  permission: "fleet.write",
  search: z.object({ room: word }),
  load: () => import("./clusters/add-cluster-page.tsx"),
});
export const clusterSettingsPage = definePage({
  path: "/settings/clusters/$cluster",
  title: { en: "Cluster settings", zh: "集群设置" },
  permission: "fleet.read",
  load: () => import("./clusters/cluster-page.tsx"),
});
export const policiesPage = definePage({
  path: "/settings/policies",
  title: { en: "App policies", zh: "应用策略" },
  permission: "app.read",
  search: z.object({ q: word, team: word }),
  load: () => import("./policies/policies-page.tsx"),
});
export const basesPage = definePage({
  path: "/settings/bases",
  title: { en: "Bases of specs", zh: "规格基线" },
  permission: "app.read",
  search: z.object({ base: word }),
  load: () => import("./bases/bases-page.tsx"),
});
