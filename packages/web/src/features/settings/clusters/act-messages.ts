import { defineMessages } from "#i18n/messages.ts";

/** Of the acts that change a registered cluster, with their consequences. */
export const actMessages = defineMessages(
  {
    rebuilt: "This cluster was rebuilt",
    rebuiltAbout:
      "Under its address another cluster answers. Until somebody says that this is right, nothing is read from it and nothing written to it.",
    accept: "Accept the rebuilt cluster",
    acceptTitle: (name: string) => `Adopt the cluster that answers as ${name} now?`,
    acceptAdopts: (server: string) =>
      `What answers at ${server} is this cluster from now on; what is known of the old one is dropped.`,
    acceptApps: "Apps that ran there are not in it before they are released to it again.",
    acceptRunning: "A release that is under way there sees its instances gone, and says so.",
    acceptBack:
      "Put the old cluster back at its address, or replace the credentials by the old one's, and accept that one.",
    accepted: "The rebuilt cluster is adopted.",
    remove: "Remove the cluster",
    removeTitle: (name: string) => `Remove cluster ${name}?`,
    removeViews: (nodes: string, pods: string, deployments: string) =>
      `${nodes} nodes, ${pods} pods and ${deployments} deployments leave all lists and the search.`,
    removeUntouched: "Nothing in the cluster is touched: what runs goes on.",
    removeSecrets: "The stored credentials are erased.",
    removeApps: (apps: string) =>
      `These apps have it among their places, and can no longer be released to it: ${apps}.`,
    removeBack: "Add it again with credentials; its objects are read anew.",
    removed: "The cluster is removed.",
  },
  {
    rebuilt: "此集群已被重建",
    rebuiltAbout: "它的地址上现在是另一个集群。在有人确认之前，不会读取或写入它。",
    accept: "接受重建的集群",
    acceptTitle: (name: string) => `接受现在以 ${name} 应答的集群？`,
    acceptAdopts: (server: string) => `此后，${server} 上应答的就是该集群；旧集群的已知数据将被丢弃。`,
    acceptApps: "原来运行在其中的应用，需要重新发布后才会出现。",
    acceptRunning: "正在其中进行的发布会发现实例消失，并给出提示。",
    acceptBack: "在原地址恢复旧集群，或换成旧集群的凭据，再次接受。",
    accepted: "已接受重建的集群。",
    remove: "移除集群",
    removeTitle: (name: string) => `移除集群 ${name}？`,
    removeViews: (nodes: string, pods: string, deployments: string) =>
      `${nodes} 个节点、${pods} 个 Pod、${deployments} 个 Deployment 将从所有列表和搜索中消失。`,
    removeUntouched: "不会触及集群内的任何内容，正在运行的继续运行。",
    removeSecrets: "已保存的凭据会被清除。",
    removeApps: (apps: string) => `以下应用的部署位置包含它，之后无法再发布到该集群：${apps}。`,
    removeBack: "用凭据重新添加，数据会重新读取。",
    removed: "集群已移除。",
  },
);
