import type { Feature } from "#app/feature.ts";
import { SettingsIcon } from "./icon.tsx";
import {
  accountPage,
  addClusterPage,
  basesPage,
  clusterSettingsPage,
  clustersSettingsPage,
  peoplePage,
  personPage,
  policiesPage,
  roomsPage,
  teamPage,
  teamsPage,
} from "./pages.ts";

export const settings: Feature = {
  name: "settings",
  pages: [
    accountPage,
    peoplePage,
    personPage,
    teamsPage,
    teamPage,
    roomsPage,
    clustersSettingsPage,
    addClusterPage,
    clusterSettingsPage,
    policiesPage,
    basesPage,
  ],
  nav: [{ page: accountPage, label: { en: "Settings", zh: "设置" }, icon: SettingsIcon }],
  actions: [
    {
      id: "settings.account",
      label: { en: "My account: password and API tokens", zh: "我的账号：密码与 API 令牌" },
      keys: "g m",
      perform: ({ go }) => go("/settings"),
    },
    {
      id: "settings.people",
      label: { en: "People: accounts and roles", zh: "人员：账号与角色" },
      permission: "access.read",
      perform: ({ go }) => go("/settings/people"),
    },
    {
      id: "settings.person.new",
      label: { en: "Create an account", zh: "新建账号" },
      permission: "access.write",
      perform: ({ go }) => go("/settings/people?create=yes"),
    },
    {
      id: "settings.teams",
      label: { en: "Teams", zh: "团队" },
      perform: ({ go }) => go("/settings/teams"),
    },
    {
      id: "settings.rooms",
      label: { en: "Rooms: data centres and their carriers", zh: "机房及其运营商" },
      permission: "fleet.read",
      perform: ({ go }) => go("/settings/rooms"),
    },
    {
      id: "settings.clusters",
      label: { en: "Clusters: credentials and registration", zh: "集群：登记与凭据" },
      permission: "fleet.read",
      perform: ({ go }) => go("/settings/clusters"),
    },
    {
      id: "settings.cluster.add",
      label: { en: "Add a cluster", zh: "添加集群" },
      permission: "fleet.write",
      perform: ({ go }) => go("/settings/add-cluster"),
    },
    {
      id: "settings.policies",
      label: { en: "Apps' policies", zh: "应用策略" },
      permission: "app.read",
      perform: ({ go }) => go("/settings/policies"),
    },
    {
      id: "settings.bases",
      label: { en: "Operations' bases of specs", zh: "运维的规格基线" },
      permission: "app.read",
      perform: ({ go }) => go("/settings/bases"),
    },
  ],
};
