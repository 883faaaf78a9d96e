import type { ProblemTranslations } from "./texts.ts";

/** Of rooms, clusters and what runs in them. */
export const fleetProblems: ProblemTranslations = {
  fleet_room_not_found: {
    of: "`halcyon room list` shows the rooms; `halcyon room create` adds one.",
    title: "没有这个机房",
    hint: "请在“设置 → 机房”中查看或添加机房。",
  },
  fleet_room_exists: {
    of: "Choose another name, or update the existing room.",
    title: "机房已存在",
    hint: "请换一个名称，或修改现有机房。",
  },
  fleet_room_not_empty: {
    of: "Remove its clusters first: `halcyon cluster list` shows them.",
    title: "机房内还有集群",
    hint: "请先移除其中的集群。",
  },
  fleet_cluster_not_found: {
    of: "`halcyon cluster list` shows the clusters.",
    title: "没有这个集群",
    hint: "请在“设置 → 集群”中查看所有集群。",
  },
  fleet_cluster_exists: {
    of: "Choose another name; to change its credentials use `halcyon cluster update`.",
    title: "已有同名集群",
    hint: "请换一个名称；如需更换凭据，请打开该集群的设置。",
  },
  fleet_cluster_duplicate: {
    of: "One cluster is registered once. Use the existing entry, or remove it first.",
    title: "该集群已用另一个名称登记",
    hint: "一个集群只登记一次。请使用现有的登记，或先移除它。",
  },
  fleet_cluster_different: {
    of: "Register the other cluster under a name of its own; if this one was rebuilt, say so with `--accept-replaced`.",
    title: "这些凭据指向另一个集群",
    hint: "请为另一个集群单独登记；如果此集群是重建的，请选择“接受重建的集群”。",
  },
  fleet_cluster_replaced: {
    of: "If it was rebuilt on purpose: `halcyon cluster update <name> --accept-replaced`. Until then nothing is read from it or written to it.",
    title: "此集群的地址上是另一个集群",
    hint: "如果是有意重建，请在集群设置中选择“接受重建的集群”。在此之前不会读取或写入它。",
  },
  fleet_cluster_in_use: {
    of: "Take it out of what uses it first.",
    title: "集群仍在使用中",
    hint: "请先让使用它的应用不再使用它。",
  },
  fleet_credentials_invalid: {
    of: "Give a kubeconfig with everything inline, or server, token and CA. `kubectl config view --raw --minify --flatten` writes such a kubeconfig.",
    title: "凭据无法使用",
    hint: "请提供内容齐全的 kubeconfig，或填写地址、令牌和 CA。`kubectl config view --raw --minify --flatten` 可生成这样的 kubeconfig。",
  },
  fleet_cluster_unreachable: {
    of: "Check the address and the CA from the machine Halcyon runs on: `curl --cacert ca.pem <server>/version`.",
    title: "无法连接 API server",
    hint: "请在 Halcyon 所在的机器上检查地址和 CA：`curl --cacert ca.pem <server>/version`。",
  },
  fleet_cluster_sign_in_refused: {
    of: "Get a new token or certificate; one that was valid may have expired.",
    title: "API server 不接受这些凭据",
    hint: "请获取新的令牌或证书；原来有效的可能已过期。",
  },
  fleet_cluster_permission_missing: {
    of: "Apply the rights as an administrator of the cluster, then try again: `halcyon cluster access | kubectl apply -f -`.",
    title: "Halcyon 在此集群中缺少必要的权限",
    hint: "请以集群管理员身份应用权限清单后重试：`halcyon cluster access | kubectl apply -f -`。",
  },
  fleet_cluster_unsupported: {
    of: "Halcyon needs Kubernetes 1.28 or later.",
    title: "这不是 Halcyon 支持的 Kubernetes 集群",
    hint: "Halcyon 需要 Kubernetes 1.28 或更高版本。",
  },
  fleet_pod_not_found: {
    of: "It may have been replaced: `halcyon pod list <name>` shows the pods there are.",
    title: "没有这个 Pod",
    hint: "它可能已被替换；请在“Pod”列表中查看现有的 Pod。",
  },
  fleet_container_not_found: {
    of: "`halcyon pod show <cluster>/<namespace>/<pod>` lists its containers.",
    title: "Pod 中没有这个容器",
    hint: "Pod 页面列出了它的容器。",
  },
  fleet_container_not_started: {
    of: "The pod's events say why: `halcyon pod show <cluster>/<namespace>/<pod>`.",
    title: "容器尚未启动，因此没有日志",
    hint: "Pod 的事件会说明原因。",
  },
  fleet_no_previous_run: {
    of: "Leave `previous` out for the log of the run there is.",
    title: "容器此前没有运行过",
    hint: "请不选“上一次运行”，查看当前这次运行的日志。",
  },
  fleet_log_too_large: {
    of: "Ask for fewer: `--tail 100`.",
    title: "日志行数过多，无法一次返回",
    hint: "请减少行数，例如最后 100 行。",
  },
  fleet_log_unavailable: {
    of: "The API server asks the pod's node for it: `halcyon node list` shows how that node stands.",
    title: "集群无法提供日志",
    hint: "API server 需要向 Pod 所在节点获取日志；请查看该节点的状态。",
  },
};
