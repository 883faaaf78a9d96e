import type { ProblemTranslations } from "./texts.ts";

/** Of the timeline of changes, and of taking one back. */
export const changeProblems: ProblemTranslations = {
  change_not_found: {
    of: "List changes with `halcyon changes`.",
    title: "没有这条变更",
    hint: "请在“变更”中查看所有变更。",
  },
  change_no_inverse: {
    of: "Make the change that is wanted instead.",
    title: "此变更无法撤销",
    hint: "请直接进行所需的变更。",
  },
  change_covered: {
    of: "Look at them; `--over` takes it back all the same, and what they changed with it.",
    title: "其后还有更新的变更",
    hint: "请先查看这些变更；仍要撤销时，它们的内容会一并撤销（命令行：`--over`）。",
  },
  change_forbidden: {
    of: "Ask somebody who may make this change.",
    title: "你无权撤销此变更",
    hint: "请联系有权进行此变更的人。",
  },
};
