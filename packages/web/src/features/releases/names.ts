/** The words for what the server says in codes: states, phases, gates, what is waited for. */
import { defineMessages } from "#i18n/messages.ts";

export const stateNames = defineMessages(
  {
    planned: "planned",
    approved: "approved",
    running: "running",
    held: "held",
    stopped: "stopped",
    done: "done",
    "rolled-back": "rolled back",
    aborted: "aborted, mix at rest",
    cancelled: "cancelled",
    rejected: "rejected",
  },
  {
    planned: "已计划",
    approved: "已审批",
    running: "发布中",
    held: "已暂停",
    stopped: "已停止",
    done: "已完成",
    "rolled-back": "已回滚",
    aborted: "已中止，新旧并存",
    cancelled: "已取消",
    rejected: "已驳回",
  },
);

export const phaseNames = defineMessages(
  {
    untouched: "untouched",
    working: "under way",
    "at-rest": "at rest",
    finished: "finished",
    skipped: "skipped",
    stopped: "stopped",
    unreachable: "unreachable",
  },
  {
    untouched: "未开始",
    working: "进行中",
    "at-rest": "静止",
    finished: "已完成",
    skipped: "已跳过",
    stopped: "已停止",
    unreachable: "无法连接",
  },
);

export const waitingNames = defineMessages(
  {
    approval: "waits for approval",
    start: "approved, waits to be started",
    next: "waits for the next step",
    gate: "waits for a gate",
    ready: "waits for instances to be Ready",
    target: "waits for a cluster that cannot be reached",
    person: "waits for a person's decision",
    nobody: "over",
  },
  {
    approval: "等待审批",
    start: "已审批，等待启动",
    next: "等待进入下一步",
    gate: "等待卡点通过",
    ready: "等待实例就绪",
    target: "等待无法连接的集群",
    person: "等待人工处理",
    nobody: "已结束",
  },
);

export const gateNames = defineMessages(
  {
    manual: "a person",
    wait: "waiting time",
    http: "HTTP",
    cel: "expression",
    manualText: "a person says next",
    waitText: (minutes: string) => `${minutes} min pass`,
    httpText: (url: string, status: number) => `${url} answers ${status}`,
    at: "after every step",
    afterStep: (step: number) => `after step ${step}`,
    afterSteps: (first: number, last: number) => `after steps ${first}–${last}`,
    none: "goes on by itself",
  },
  {
    manual: "人工",
    wait: "等待时间",
    http: "HTTP",
    cel: "表达式",
    manualText: "由人确认进入下一步",
    waitText: (minutes: string) => `等待 ${minutes} 分钟`,
    httpText: (url: string, status: number) => `${url} 返回 ${status}`,
    at: "每一步之后",
    afterStep: (step: number) => `第 ${step} 步之后`,
    afterSteps: (first: number, last: number) => `第 ${first}–${last} 步之后`,
    none: "自动继续",
  },
);

/** What happened, in the timeline. */
export const kindNames = defineMessages(
  {
    planned: "planned",
    edited: "plan changed",
    approved: "approved",
    rejected: "declined",
    next: "next",
    finish: "finish",
    hold: "held",
    resume: "resumed",
    abort: "aborted",
    rollback: "rollback",
    skip: "skipped",
    "step-ready": "step Ready",
    "step-unready": "step not Ready",
    write: "write",
    drift: "edited from outside",
    done: "done",
    "rolled-back": "rolled back",
  },
  {
    planned: "计划",
    edited: "修改计划",
    approved: "审批通过",
    rejected: "驳回",
    next: "下一步",
    finish: "全部发布",
    hold: "暂停",
    resume: "继续",
    abort: "中止",
    rollback: "回滚",
    skip: "跳过",
    "step-ready": "步就绪",
    "step-unready": "步未就绪",
    write: "写入",
    drift: "外部修改",
    done: "完成",
    "rolled-back": "已回滚",
  },
);
