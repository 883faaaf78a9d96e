import { hrefOf, type AnyPage, type Feature } from "#app/feature.ts";
import type { Action } from "#actions/action.ts";
import type { Text } from "#i18n/language.ts";
import { ClustersIcon, DeploymentsIcon, EventsIcon, NodesIcon, PodsIcon } from "./icons.tsx";
import {
  clusterPage,
  clustersPage,
  deploymentsPage,
  eventsPage,
  hpasPage,
  ingressesPage,
  logsPage,
  nodePage,
  nodesPage,
  podPage,
  podsPage,
  servicesPage,
} from "./pages.ts";

const goTo = (id: string, page: AnyPage, keys: string, label: Text): Action => ({
  id,
  label,
  keys,
  permission: "fleet.read",
  perform: ({ go }) => go(hrefOf(page, {})),
});

export const fleet: Feature = {
  name: "fleet",
  pages: [
    clustersPage,
    clusterPage,
    nodesPage,
    nodePage,
    podsPage,
    podPage,
    deploymentsPage,
    servicesPage,
    ingressesPage,
    hpasPage,
    eventsPage,
    logsPage,
  ],
  nav: [
    { page: clustersPage, label: clustersPage.title, icon: ClustersIcon },
    { page: nodesPage, label: nodesPage.title, icon: NodesIcon },
    { page: podsPage, label: podsPage.title, icon: PodsIcon },
    { page: deploymentsPage, label: deploymentsPage.title, icon: DeploymentsIcon },
    { page: eventsPage, label: eventsPage.title, icon: EventsIcon },
  ],
  actions: [
    goTo("clusters.open", clustersPage, "g c", { en: "Go to the clusters", zh: "前往集群" }),
    goTo("nodes.open", nodesPage, "g n", { en: "Go to the nodes", zh: "前往节点" }),
    goTo("pods.open", podsPage, "g p", { en: "Go to the pods", zh: "前往 Pod" }),
    goTo("deployments.open", deploymentsPage, "g d", { en: "Go to the deployments", zh: "前往 Deployment" }),
    goTo("services.open", servicesPage, "g v", { en: "Go to the services", zh: "前往 Service" }),
    goTo("ingresses.open", ingressesPage, "g i", { en: "Go to the ingresses", zh: "前往 Ingress" }),
    goTo("hpas.open", hpasPage, "g h", { en: "Go to the autoscalers", zh: "前往自动伸缩" }),
    goTo("events.open", eventsPage, "g e", { en: "Go to the events", zh: "前往事件" }),
    {
      id: "list.filter",
      label: { en: "Narrow the list shown", zh: "筛选当前列表" },
      keys: "f",
      permission: "fleet.read",
      perform: () => document.querySelector<HTMLInputElement>("input[data-filter]")?.focus(),
    },
  ],
};
