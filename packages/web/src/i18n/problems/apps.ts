import type { ProblemTranslations } from "./texts.ts";

/** Of apps, their specs and versions. */
export const appProblems: ProblemTranslations = {
  app_not_found: {
    of: "List apps with `halcyon app list`; the first `halcyon app apply` makes one.",
    title: "没有这个应用",
    hint: "请在“应用”中查看所有应用；首次提交规格会创建应用。",
  },
  app_version_not_found: {
    of: "List versions with `halcyon app versions <app>`.",
    title: "没有这个版本",
    hint: "请在应用的“版本”中查看所有版本。",
  },
  app_version_moved: {
    of: "Compare it with yours (`halcyon app compare`), take over what is right, and store again on top of it.",
    title: "其间有人保存了新版本",
    hint: "请与你的内容比较（命令行：`halcyon app compare`），取其正确之处，再基于它保存。",
  },
  app_no_version: {
    of: "Apply a spec first: `halcyon app apply -f app.yaml`.",
    title: "应用还没有版本",
    hint: "请先提交规格（命令行：`halcyon app apply -f app.yaml`）。",
  },
  app_exists: {
    of: "Change its policy or apply a spec instead.",
    title: "应用已存在",
    hint: "请改为修改其策略，或提交规格。",
  },
  app_spec_invalid: {
    of: "Each error has a line, a column and what to write instead; nothing was stored.",
    title: "规格有错误",
    hint: "每个错误都标出了行、列以及应写的内容；没有保存任何内容。",
  },
  app_not_convertible: {
    of: "Give the objects of one app: exactly one Deployment, and what belongs to it.",
    title: "需要恰好一个 Deployment",
    hint: "请提供一个应用的对象：恰好一个 Deployment 及其相关对象。",
  },
  app_not_adoptable: {
    of: "Read why; what runs is as it was.",
    title: "无法接管",
    hint: "请查看原因；运行中的内容没有变化。",
  },
  app_adoption_moved: {
    of: "Plan again, look at what is new, and take it over then.",
    title: "计划之后有变化",
    hint: "请重新生成计划，查看变化后再接管。",
  },
  app_adoption_refused: {
    of: "Look at the plan's differences; nothing is taken over unless there is none.",
    title: "接管会改变运行中的内容",
    hint: "请查看计划中的差异；只有没有差异才会接管。",
  },
  app_helm_unreadable: {
    of: "Check its name and namespace with `helm list`; or give what `helm get manifest` writes with --from-dir.",
    title: "无法读取 Helm 发行",
    hint: "请用 `helm list` 核对名称与命名空间；或用 --from-dir 提供 `helm get manifest` 的输出。",
  },
  app_adopted_fixed: {
    of: "Leave the block `adopted` as the version before has it, or ask operations (app.policy) to change it.",
    title: "接管内容保持不变",
    hint: "请保持 `adopted` 块与上一版本一致，或请运维（app.policy）修改。",
  },
  app_name_mismatch: {
    of: "Apply it under the name it carries, or correct `name`.",
    title: "这是另一个应用的规格",
    hint: "请以规格中的名称提交，或更正 `name`。",
  },
  app_team_unknown: {
    of: "Ask an administrator to create the team, or correct `team`.",
    title: "没有这个团队",
    hint: "请管理员创建该团队，或更正 `team`。",
  },
  app_team_forbidden: {
    of: "Ask someone of that team, or an administrator for a role in it.",
    title: "应用属于另一个团队",
    hint: "请联系该团队的成员，或向管理员申请该团队的角色。",
  },
  app_namespace_taken: {
    of: "Choose another name, or ask operations to set a namespace in the app's policy.",
    title: "命名空间属于另一个团队",
    hint: "请换一个名称，或请运维在应用策略中设置命名空间。",
  },
  app_container_unknown: {
    of: "Look at the spec: `halcyon app version <app> <version>` names its containers.",
    title: "没有此容器",
    hint: "请查看规格：`halcyon app version <app> <version>` 会列出其容器。",
  },
  app_field_unknown: {
    of: "Leave the field out to see them all, or begin with a kind: Deployment.spec.template.",
    title: "没有此渲染字段",
    hint: "省略字段可查看全部，或以类型开头：Deployment.spec.template。",
  },
  app_secret_not_found: {
    of: "List an app's secrets with `halcyon secret list <app>`.",
    title: "没有此密钥",
    hint: "用 `halcyon secret list <app>` 列出应用的密钥。",
  },
  app_secret_store_unknown: {
    of: "List the stores with `halcyon secret stores`; operations name them in the server's settings.",
    title: "没有此密钥库",
    hint: "用 `halcyon secret stores` 列出密钥库；它们由运维在服务器设置中命名。",
  },
  app_secret_stores_invalid: {
    of: "Correct the file that HALCYON_SECRET_STORES names; docs/guides/secrets.md has an example.",
    title: "密钥库设置无法使用",
    hint: "请更正 HALCYON_SECRET_STORES 所指的文件；示例见 docs/guides/secrets.md。",
  },
  app_secret_path_forbidden: {
    of: "Write a path below one of those the detail names, or ask operations to allow another.",
    title: "该应用不能使用密钥库的这个路径",
    hint: "请使用详情所列路径之下的路径，或请运维放行其他路径。",
  },
  app_secret_key_unclear: {
    of: "In Vault a path has keys, and --key names one; a file has one value and no key.",
    title: "不清楚指的是哪个值",
    hint: "Vault 的路径下有多个键，用 --key 指定；文件只有一个值，没有键。",
  },
  app_secret_store_unavailable: {
    of: "Nothing was written. It is tried again where a release waits for it; otherwise try again once the store answers.",
    title: "密钥库没有响应",
    hint: "没有写入任何内容。等待它的发布会自动重试；其他情况请在密钥库恢复后重试。",
  },
  app_secret_store_refused: {
    of: "Ask operations to let Halcyon's account in the store read that path; a token may have ended.",
    title: "密钥库不允许 Halcyon 读取",
    hint: "请运维允许 Halcyon 在密钥库中的账号读取该路径；令牌也可能已失效。",
  },
  app_secret_not_in_store: {
    of: "Restore it in the store, or store another value there and rotate: `halcyon secret rotate <app> <secret>`.",
    title: "密钥库中没有该值",
    hint: "请在密钥库中恢复它，或存入新值后轮换：`halcyon secret rotate <app> <secret>`。",
  },
  app_secret_changed_in_store: {
    of: "Put the old value back, or take the new one into a version: `halcyon secret rotate <app> <secret>`, and release that.",
    title: "密钥库中的值已不是所固定的值",
    hint: "请恢复旧值，或用 `halcyon secret rotate <app> <secret>` 生成使用新值的版本并发布。",
  },
  app_secret_not_newer: {
    of: "Store the new value there first, then rotate.",
    title: "密钥库中没有更新的值",
    hint: "请先在密钥库中存入新值，再轮换。",
  },
  app_secret_value_unclear: {
    of: "Give a value for a secret Halcyon holds, and none for one that is linked to a store.",
    title: "不清楚新值来自哪里",
    hint: "由 Halcyon 保存的密钥请给出值；链接到密钥库的密钥不要给出值。",
  },
  app_base_not_found: {
    of: "List bases with `halcyon base list`; `halcyon base set` makes one.",
    title: "没有此基线",
    hint: "用 `halcyon base list` 列出基线；用 `halcyon base set` 创建。",
  },
  app_base_invalid: {
    of: "Each error has a line, a column and what to write instead; nothing was stored.",
    title: "基线有错误",
    hint: "每个错误都注明行、列和应写的内容；未保存任何内容。",
  },
  app_base_moved: {
    of: "Look at it (`halcyon base get`), take over what is right, check again, and store on top of it.",
    title: "期间有人保存了基线的新版本",
    hint: "请查看该版本（`halcyon base get`），采纳正确的部分，重新检查后再在其上保存。",
  },
  app_base_place_unknown: {
    of: "List them with `halcyon team list` and `halcyon room list`.",
    title: "没有此团队或机房",
    hint: "用 `halcyon team list` 和 `halcyon room list` 列出。",
  },
  app_namespace_fixed: {
    of: "What runs would stay behind in the old one. Make an app with a new name and remove this one.",
    title: "命名空间不能更改",
    hint: "正在运行的实例会留在原命名空间。请用新名称创建应用，再删除此应用。",
  },
  app_conflict: {
    of: "Look at `halcyon app diff`; take their change into the spec, or have them give the fields up. Nothing was forced.",
    title: "将要更改的字段由他人管理",
    hint: "请查看差异；把对方的改动写入规格，或请对方放弃这些字段。没有强制覆盖任何内容。",
  },
  app_still_running: {
    of: "Release a version whose replicas are all 0 first, then remove the app.",
    title: "应用仍在运行",
    hint: "请先发布一个副本数全为 0 的版本，再删除应用。",
  },
  app_release_open: {
    of: "Finish or abort the release first.",
    title: "应用有未结束的发布",
    hint: "请先完成或中止该发布。",
  },
  app_cluster_unreachable: {
    of: "Nothing was changed. Try again when the cluster answers.",
    title: "无法询问某个集群",
    hint: "没有更改任何内容。请等集群恢复应答后重试。",
  },
  app_cluster_unknown: {
    of: "List clusters with `halcyon cluster list`.",
    title: "没有这个集群",
    hint: "请在“集群”中查看所有集群。",
  },
  app_cluster_refused: {
    of: "Read its words; usually a quota, an admission policy or missing rights.",
    title: "集群拒绝了请求",
    hint: "请看集群返回的内容；通常是配额、准入策略或权限不足。",
  },
};
