import { defineMessages } from "#i18n/messages.ts";

export const removeMessages = defineMessages(
  {
    remove: "Remove this app",
    about: "For an app of which nothing runs any more. Its versions stay on record.",
    title: (app: string) => `Remove ${app}?`,
    running: (instances: string, clusters: string) =>
      `It still runs: ${instances} instances in ${clusters}. Release a version whose replicas are all 0 first; until then the server refuses.`,
    looking: "Looking what is left of it in the clusters.",
    gone: (objects: string, clusters: string) =>
      `These ${objects} objects in ${clusters} clusters are deleted:`,
    nothing: "Nothing of it is left in any cluster of its latest version; only the app itself goes.",
    unseen: (cluster: string, reason: string) =>
      `${cluster} cannot be asked (${reason}). The removal needs an answer of every cluster, and is refused without.`,
    back: (app: string) =>
      `The way back: store a spec with the name ${app} again. It comes back with its versions, and runs once one is released.`,
    type: (app: string) => `Type ${app} to confirm`,
    done: (app: string) => `${app} is removed.`,
    removedFrom: (cluster: string, objects: string) => `${cluster}: ${objects} objects deleted`,
  },
  {
    remove: "删除此应用",
    about: "仅用于不再运行的应用。其版本记录会保留。",
    title: (app: string) => `删除 ${app}？`,
    running: (instances: string, clusters: string) =>
      `它仍在运行：${clusters} 中有 ${instances} 个实例。请先发布一个副本数全部为 0 的版本，否则服务器会拒绝。`,
    looking: "正在查看各集群中还剩下什么。",
    gone: (objects: string, clusters: string) => `将删除 ${clusters} 个集群中的以下 ${objects} 个对象：`,
    nothing: "其最新版本所在的集群中已没有剩余对象，只删除应用本身。",
    unseen: (cluster: string, reason: string) =>
      `无法访问 ${cluster}（${reason}）。删除需要所有集群都有应答，否则会被拒绝。`,
    back: (app: string) =>
      `恢复方法：再次保存名为 ${app} 的规格，应用会连同版本记录一起回来，发布后才会运行。`,
    type: (app: string) => `输入 ${app} 以确认`,
    done: (app: string) => `已删除 ${app}。`,
    removedFrom: (cluster: string, objects: string) => `${cluster}：删除了 ${objects} 个对象`,
  },
);
