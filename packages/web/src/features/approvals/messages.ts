import { defineMessages } from "#i18n/messages.ts";

export const approvalsMessages = defineMessages(
  {
    title: "Approvals",
    forYou: "Waits for your approval",
    forYouNone: "Nothing waits for you.",
    forYouTeach:
      "When someone of a team you approve for plans a release, it stands here until a person who is not its author has read and approved it.",
    noRight: "You approve for no team: leads and administrators do.",
    yours: "Yours, waits for others",
    yoursNone: "No plan of yours waits for approval.",
    review: (release: string) => `Review ${release}`,
    planned: (author: string) => `by ${author}`,
    size: (instances: string, steps: string, targets: string) =>
      `${instances} instances in ${steps} steps over ${targets} targets`,
    count: (count: number) => `${count} wait for your approval`,
    otherApproves: (team: string) => `A lead of team ${team} who is not its author approves it.`,
  },
  {
    title: "审批",
    forYou: "等待你审批",
    forYouNone: "没有等待你审批的发布。",
    forYouTeach: "你有审批权限的团队有人计划发布后，会列在这里，直到非作者的人读过并审批。",
    noRight: "你没有任何团队的审批权限：由负责人与管理员审批。",
    yours: "你提交的，等待他人审批",
    yoursNone: "你没有等待审批的计划。",
    review: (release: string) => `查看 ${release}`,
    planned: (author: string) => `作者 ${author}`,
    size: (instances: string, steps: string, targets: string) =>
      `${targets} 个目标，${instances} 个实例，分 ${steps} 步`,
    count: (count: number) => `${count} 个等待你审批`,
    otherApproves: (team: string) => `由团队 ${team} 中不是作者的负责人审批。`,
  },
);
