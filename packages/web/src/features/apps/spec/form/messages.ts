import { defineMessages } from "#i18n/messages.ts";

export const formMessages = defineMessages(
  {
    basics: "Basics",
    health: "Ports, health and stopping",
    resources: "Resources",
    rooms: "Rooms and placement",
    content: "Command, environment and files",
    tasks: "Storage, schedules and jobs",
    scaling: "Scaling",
    ingress: "Ingress",
    other: "More",
    inYaml: "in YAML",
    notSaid: "not said",
    broken: "The text is not YAML, so there is no form of it",
    line: (line: string) => `line ${line}`,
    about:
      "The form and the YAML are one text: a field changes its own place and nothing beside it. Empty a field to leave it out.",
  },
  {
    basics: "基本信息",
    health: "端口、健康检查与停止",
    resources: "资源",
    rooms: "机房与调度",
    content: "命令、环境变量与文件",
    tasks: "存储、定时任务与作业",
    scaling: "伸缩",
    ingress: "入口",
    other: "其他",
    inYaml: "见 YAML",
    notSaid: "未填写",
    broken: "文本不是有效的 YAML，无法显示表单",
    line: (line: string) => `第 ${line} 行`,
    about: "表单与 YAML 是同一份文本：修改字段只改动其所在位置，不影响其他内容。清空字段即省略该项。",
  },
);
