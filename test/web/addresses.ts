/** An address for every page there is, and what of the world is to be read there. */
import { featuresOfTheWeb } from "./sources.ts";
import { conditionType, type Say, type World } from "./world.ts";

export interface Address {
  /** The page's path, as its feature defines it. */
  readonly page: string;
  readonly to: (world: World) => string;
  /** Fields of the world (see `Say`) and names in it that can be read there. */
  readonly fields: readonly string[];
  readonly names?: (world: World) => readonly string[];
}

const pod = ({ cluster, namespace }: World) => `/pods/${cluster}/${namespace}/stray`;
const app = ({ app: { name } }: World) => `/apps/${name}`;
const named = ({ app: { name } }: World) => [name];

export const addresses: readonly Address[] = [
  { page: "/", to: () => "/", fields: ["room", "carrier"], names: named },
  {
    page: "/search",
    to: ({ namespace }) => `/search?q=ns:${namespace}`,
    fields: ["image"],
    names: () => ["stray"],
  },
  { page: "/clusters", to: () => "/clusters", fields: [], names: ({ cluster }) => [cluster] },
  { page: "/clusters/$cluster", to: ({ cluster }) => `/clusters/${cluster}`, fields: [] },
  {
    page: "/nodes",
    to: ({ cluster }) => `/nodes?cluster=${cluster}`,
    fields: [],
    names: ({ node }) => [node],
  },
  {
    page: "/nodes/$cluster/$node",
    to: ({ cluster, node }) => `/nodes/${cluster}/${node}`,
    fields: ["node-reason"],
    names: () => [conditionType],
  },
  {
    page: "/pods",
    to: ({ namespace }) => `/pods?namespace=${namespace}`,
    fields: ["pod-reason"],
    names: () => ["stray"],
  },
  {
    page: "/pods/$cluster/$namespace/$pod",
    to: pod,
    fields: [
      "annotation",
      "image",
      "pod-reason",
      "pod-message",
      "event-reason",
      "event-message",
      "exit-reason",
      "exit-message",
    ],
  },
  { page: "/pods/$cluster/$namespace/$pod", to: (world) => `${pod(world)}?view=logs`, fields: ["log"] },
  {
    page: "/deployments",
    to: ({ app: { name } }) => `/deployments?namespace=${name}`,
    fields: [],
    names: named,
  },
  { page: "/services", to: ({ app: { name } }) => `/services?namespace=${name}`, fields: [], names: named },
  {
    page: "/ingresses",
    to: ({ app: { name } }) => `/ingresses?namespace=${name}`,
    fields: [],
    names: ({ cluster }) => [`${cluster}.news.example`],
  },
  { page: "/hpas", to: () => "/hpas", fields: [] },
  {
    page: "/events",
    to: ({ namespace }) => `/events?namespace=${namespace}`,
    fields: ["event-reason", "event-message"],
  },
  {
    page: "/logs",
    to: ({ cluster, namespace }) => `/logs?pods=${encodeURIComponent(`${cluster}/${namespace}/stray`)}`,
    fields: ["log"],
  },
  { page: "/apps", to: () => "/apps", fields: [], names: named },
  { page: "/apps/new", to: () => "/apps/new", fields: [] },
  { page: "/apps/adopt", to: () => "/apps/adopt", fields: [] },
  { page: "/apps/$app", to: app, fields: ["description", "room-reason"] },
  { page: "/apps/$app", to: (world) => `${app(world)}-b?tab=versions`, fields: ["version-message"] },
  {
    page: "/apps/$app",
    to: (world) => `${app(world)}?tab=spec`,
    fields: ["description", "env", "pod-annotation"],
  },
  {
    page: "/apps/$app",
    to: (world) => `${app(world)}?tab=drift`,
    fields: [],
    names: ({ cluster }) => [cluster],
  },
  {
    page: "/apps/$app",
    to: (world) => `${app(world)}?tab=secrets`,
    fields: ["revoke-reason"],
    names: () => ["db-password"],
  },
  {
    page: "/apps/$app",
    to: (world) => `${app(world)}-b?tab=secrets`,
    fields: [],
    names: () => ["DB_PASSWORD"],
  },
  { page: "/apps/$app", to: (world) => `${app(world)}?tab=policy`, fields: [] },
  { page: "/apps/$app", to: (world) => `${app(world)}?tab=releases`, fields: [] },
  {
    page: "/apps/$app",
    to: (world) => `${app(world)}?tab=about`,
    fields: ["owner", "link", "dependency", "patch-reason"],
  },
  { page: "/apps/$app/spec", to: (world) => `${app(world)}/spec?view=preview`, fields: ["description"] },
  { page: "/releases", to: () => "/releases", fields: [], names: ({ running }) => [running] },
  { page: "/releases/new", to: ({ app: { name } }) => `/releases/new?app=${name}`, fields: [] },
  {
    page: "/releases/$release",
    to: ({ running }) => `/releases/${running}?show=timeline`,
    fields: ["release-message", "comment", "hold-reason", "resume-reason", "manager"],
  },
  {
    page: "/releases/$release",
    to: ({ running }) => `/releases/${running}?show=instances`,
    fields: ["release-message"],
    names: ({ cluster }) => [cluster],
  },
  {
    page: "/releases/$release",
    to: ({ planned }) => `/releases/${planned}`,
    fields: ["plan-message"],
  },
  {
    page: "/releases/$release",
    to: ({ declined }) => `/releases/${declined}?show=changes`,
    fields: ["reject-reason"],
  },
  {
    page: "/releases/$release/edit",
    to: ({ planned }) => `/releases/${planned}/edit`,
    fields: ["plan-message"],
  },
  { page: "/approvals", to: () => "/approvals", fields: ["plan-message"] },
  { page: "/drift", to: () => "/drift?state=all", fields: [], names: named },
  { page: "/freezes", to: () => "/freezes", fields: ["freeze-reason"] },
  { page: "/changes", to: () => "/changes?kind=app", fields: ["display-name"], names: named },
  { page: "/audit", to: () => "/audit", fields: ["display-name"] },
  {
    page: "/audit",
    to: ({ event }) => `/audit?verb=release.approve&event=${event}`,
    fields: [],
    names: ({ running }) => [running],
  },
  { page: "/settings", to: () => "/settings", fields: ["token"] },
  { page: "/settings/people", to: () => "/settings/people", fields: ["display-name"], names: () => ["lin"] },
  { page: "/settings/people/$user", to: () => "/settings/people/lin", fields: ["display-name"] },
  { page: "/settings/teams", to: () => "/settings/teams", fields: ["team"] },
  { page: "/settings/teams/$team", to: () => "/settings/teams/news", fields: ["display-name"] },
  { page: "/settings/rooms", to: () => "/settings/rooms", fields: ["room", "carrier"] },
  {
    page: "/settings/clusters",
    to: () => "/settings/clusters",
    fields: [],
    names: ({ cluster }) => [cluster],
  },
  { page: "/settings/add-cluster", to: () => "/settings/add-cluster", fields: [] },
  {
    page: "/settings/clusters/$cluster",
    to: ({ cluster }) => `/settings/clusters/${cluster}`,
    fields: [],
    names: ({ cluster }) => [cluster],
  },
  { page: "/settings/bases", to: () => "/settings/bases", fields: [] },
  { page: "/settings/policies", to: () => "/settings/policies", fields: [], names: named },
];

/** What must be readable at an address. */
export const shownAt = ({ fields, names }: Address, world: World, say: Say): readonly string[] => [
  ...fields.map((field) => say(field)),
  ...(names?.(world) ?? []),
];

/** Pages that a feature has and no address above leads to. */
export async function pagesWithoutAddress(): Promise<readonly string[]> {
  const pages = (await featuresOfTheWeb()).flatMap((feature) => feature.pages);
  return pages.map(({ path }) => path).filter((path) => !addresses.some(({ page }) => page === path));
}
