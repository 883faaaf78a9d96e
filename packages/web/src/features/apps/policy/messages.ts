import { defineMessages } from "#i18n/messages.ts";

export const policyMessages = defineMessages(
  {
    intro: "What operations decided for this app; its team cannot change it.",
    readOnly: (permission: string) =>
      `This account does not hold the permission ${permission}: ask someone of operations to change the policy.`,
    largestStep: "Largest step",
    largestStepHelp:
      "The most instances one step of a release may take: a count (5) or a share (25%). Empty: any.",
    defaultSteps: "Default steps",
    defaultStepsHelp:
      "What a release does that names no steps: one size (1), sizes (1, 2, 2), or rising shares of all instances (10%, 50%, 100%). Empty: one instance a step.",
    registries: "Allowed registries",
    registriesHelp:
      "Registries, or paths in them, that images may come from: registry.example.com/news. Enter adds one. Empty: any.",
    namespace: "Namespace",
    namespaceHelp:
      "Where it runs. Empty: its own name. Cannot change once there is a version: what runs would stay behind.",
    approval: "Approval",
    approvalHelp: "Always: someone other than the author approves a release.",
    any: "any",
    ownName: "its own name",
    oneByOne: "one instance a step",
    consequence:
      "Holds for versions and releases from now on. A release that is planned already keeps its steps.",
    save: "Set the policy",
    undo: "Undo",
    saved: "The policy is set.",
    size: "Write a count such as 5, or a share such as 25%.",
    step: "Write one size (1), sizes (1, 2, 2) or shares (10%, 50%, 100%).",
    mixed: "Write counts only, or shares only.",
    order: "Shares count from the beginning: each must be more than the one before.",
    registry: (entry: string) =>
      `${entry} is no registry: write registry.example.com, or registry.example.com/news.`,
    changed:
      "Someone else changed the policy meanwhile; what is typed here is kept. Setting it replaces theirs.",
  },
  {
    intro: "运维为此应用制定的策略，应用团队不能修改。",
    readOnly: (permission: string) => `此账号没有权限 ${permission}：如需修改策略，请联系运维人员。`,
    largestStep: "单步上限",
    largestStepHelp: "发布的一步最多涉及多少实例：数量（5）或比例（25%）。留空表示不限。",
    defaultSteps: "默认步骤",
    defaultStepsHelp:
      "未指定步骤的发布如何进行：固定步长（1）、逐步指定（1, 2, 2）或递增的实例比例（10%, 50%, 100%）。留空表示每步一个实例。",
    registries: "允许的镜像仓库",
    registriesHelp:
      "镜像可以来自的仓库或其中的路径，如 registry.example.com/news。按回车添加。留空表示不限。",
    namespace: "命名空间",
    namespaceHelp: "应用运行的位置。留空表示与应用同名。已有版本后不能修改，否则正在运行的内容会遗留在原处。",
    approval: "审批",
    approvalHelp: "始终需要：发布必须由作者以外的人审批。",
    any: "不限",
    ownName: "与应用同名",
    oneByOne: "每步一个实例",
    consequence: "对今后的版本和发布生效。已经创建的发布保持原有步骤。",
    save: "保存策略",
    undo: "撤销修改",
    saved: "策略已保存。",
    size: "请填写数量（如 5）或比例（如 25%）。",
    step: "请填写固定步长（1）、逐步指定（1, 2, 2）或比例（10%, 50%, 100%）。",
    mixed: "请只用数量，或只用比例。",
    order: "比例从头累计：每一个都必须大于前一个。",
    registry: (entry: string) =>
      `${entry} 不是镜像仓库：请填写 registry.example.com 或 registry.example.com/news。`,
    changed: "其他人刚刚修改了策略；这里已填写的内容会保留，保存将覆盖对方的修改。",
  },
);
