import type { ProblemTranslations } from "./texts.ts";

/** Of drift, and what is done about it. */
export const driftProblems: ProblemTranslations = {
  drift_nothing: {
    of: "Look at what is there now: `halcyon drift show APP`.",
    title: "没有这处漂移",
    hint: "请查看现在的情况（命令行：`halcyon drift show APP`）。",
  },
  drift_unknown: {
    of: "Nothing was changed. Try again when the cluster answers.",
    title: "不知道那里运行着什么",
    hint: "未作任何更改。请在集群恢复应答后重试。",
  },
  drift_release_open: {
    of: "Decide in the release (`halcyon release resume --put-back`), or finish it first.",
    title: "那里正由一次发布掌管",
    hint: "请在该发布中决定（命令行：`halcyon release resume --put-back`），或先完成它。",
  },
  drift_versions_differ: {
    of: "Put them back one version at a time: name the clusters with --cluster.",
    title: "它们运行着不同的版本",
    hint: "请逐个版本恢复：只选择运行同一版本的集群。",
  },
  drift_not_expressible: {
    of: "Put it back (`halcyon drift put-back`), or ignore it for a while; nothing was stored.",
    title: "规格无法表达它",
    hint: "请恢复原状（命令行：`halcyon drift put-back`），或暂时忽略；未保存任何内容。",
  },
  drift_ignore_invalid: {
    of: "Give a moment that is still to come, at most a year from now: --until +7d.",
    title: "不能这样忽略",
    hint: "请给出一个将来的时刻，最多一年之后。",
  },
  drift_ignore_not_found: {
    of: "List them: `halcyon drift ignored`.",
    title: "没有这条忽略",
    hint: "请查看现有的忽略（命令行：`halcyon drift ignored`）。",
  },
};
