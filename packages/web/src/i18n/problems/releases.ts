import type { ProblemTranslations } from "./texts.ts";

/** Of releases, gates and freezes. */
export const releaseProblems: ProblemTranslations = {
  release_not_found: {
    of: "halcyon release list shows them",
    title: "没有这个发布",
    hint: "请在“发布”中查看所有发布。",
  },
  release_forbidden: {
    of: "ask a lead of the app's team for the developer role",
    title: "没有权限",
    hint: "请向应用所属团队的负责人申请开发角色。",
  },
  release_nothing_to_release: {
    of: "apply a new spec, or name an image or a version that does not run yet",
    title: "没有可发布的内容",
    hint: "请提交新的规格，或选择尚未运行的镜像或版本。",
  },
  release_version_unclear: {
    of: "an image makes a new version of the latest spec; a version names one that is there",
    title: "不清楚要发布哪个版本",
    hint: "指定镜像会基于最新规格生成新版本；指定版本则使用已有的版本。",
  },
  release_steps_invalid: {
    of: "give a size, a list of sizes, or rising percentages",
    title: "步的设置无法使用",
    hint: "请给出一个步长、一组步长，或递增的百分比。",
  },
  release_step_too_large: {
    of: "choose smaller steps, or ask operations to raise the app's largest step",
    title: "有一步超过了应用策略允许的大小",
    hint: "请减小步长，或请运维调高该应用的最大步长。",
  },
  release_gate_invalid: {
    of: "the detail says which gate and why",
    title: "有一个关卡无法使用",
    hint: "详情说明了是哪个关卡以及原因。",
  },
  release_target_unusable: {
    of: "mend what the detail names, then plan again",
    title: "有一个目标无法发布",
    hint: "请修复详情所述的问题，再重新制定计划。",
  },
  release_target_unreachable: {
    of: "halcyon cluster list shows its state; plan again once it answers",
    title: "无法连接某个集群来制定计划",
    hint: "请查看集群状态；恢复应答后再制定计划。",
  },
  release_not_editable: {
    of: "abort or roll back, then plan anew",
    title: "只有尚未开始的计划可以修改",
    hint: "请中止或回滚，再重新制定计划。",
  },
  release_own_release: {
    of: "ask another lead of the team; whoever wrote, edited or versioned its content counts as its author",
    title: "不能审批自己的发布",
    hint: "请团队的另一位负责人审批；编写、修改或生成该版本的人都算作者。",
  },
  release_content_changed: {
    of: "look at the plan again, then approve that",
    title: "内容与所见的不一致",
    hint: "请重新查看计划，再审批。",
  },
  release_wrong_state: {
    of: "halcyon release show tells which",
    title: "发布处于另一种状态",
    hint: "请查看发布页面上的当前状态。",
  },
  release_not_approved: {
    of: "a lead who is not its author runs: halcyon release approve",
    title: "尚未审批",
    hint: "请由非作者的负责人审批。",
  },
  release_step_not_ready: {
    of: "wait for it, skip an unreachable target, or roll back",
    title: "当前这一步尚未就绪",
    hint: "请等待就绪，跳过无法连接的目标，或回滚。",
  },
  release_gate_not_passed: {
    of: "wait for it; finish goes on without gates",
    title: "有关卡尚未通过",
    hint: "请等待通过；“全部发布”不再经过关卡。",
  },
  release_unexpected_step: {
    of: "look at the release, then say the step it names",
    title: "下一步不是所指定的那一步",
    hint: "请查看发布，再指定它所显示的那一步。",
  },
  release_frozen: {
    of: "wait for the end of the freeze; a rollback is allowed with a reason",
    title: "变更已冻结",
    hint: "请等待冻结结束；写明原因后可以回滚。",
  },
  release_nothing_left: {
    of: "halcyon release show tells where it stands",
    title: "没有剩余的步",
    hint: "请查看发布页面上的当前进度。",
  },
  release_drifted: {
    of: "put it back, or run the job once more, with --put-back; or abort --keep or --back",
    title: "此发布所依赖的内容被改动，或其作业失败",
    hint: "请恢复原状或再次运行作业后继续，或中止（保持现状或退回）。",
  },
  release_job_unknown: {
    of: "halcyon app tasks APP lists the jobs of what runs; a new one comes with a release",
    title: "应用运行处没有此作业",
    hint: "请查看当前运行版本的作业；新作业随发布生效。",
  },
  release_job_not_manual: {
    of: "write when: manual in the spec, or release again",
    title: "此作业不能手动运行",
    hint: "请在规格中写 when: manual，或再次发布。",
  },
  release_job_not_started: {
    of: "look at halcyon app tasks APP, then run it again where it did not start: --cluster",
    title: "此作业并未在所有集群启动",
    hint: "请先用 halcyon app tasks APP 查看，再用 --cluster 在未启动的集群重新运行。",
  },
  release_unknown_target: {
    of: "the detail names the release's targets",
    title: "没有这个目标",
    hint: "详情列出了此发布的目标。",
  },
  release_already_skipped: {
    of: "nothing to do",
    title: "已经跳过",
    hint: "无需操作。",
  },
  release_another_running: {
    of: "finish it, or roll it back, first",
    title: "该应用的另一个发布正在进行",
    hint: "请先完成或回滚那个发布。",
  },
  release_superseded: {
    of: "plan again: halcyon release create",
    title: "现在运行的版本与制定计划时不同",
    hint: "请重新制定计划。",
  },
  release_secret_revoked: {
    of: "release a version that uses another: halcyon secret rotate makes one",
    title: "所需的密钥版本已被吊销",
    hint: "请发布使用其他密钥版本的应用版本：用 halcyon secret rotate 生成。",
  },
  release_freeze_not_found: {
    of: "halcyon freeze list shows them",
    title: "没有这个冻结",
    hint: "请查看冻结列表。",
  },
  release_freeze_invalid: {
    of: "the detail says why",
    title: "冻结无法使用",
    hint: "详情说明了原因。",
  },
};
