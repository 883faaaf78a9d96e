import { expect, test } from "vitest";
import { problemText } from "./problems.ts";
import { chineseProblems } from "./problems/chinese.ts";

const code = "http_forbidden";
const usual = { code, title: "Not allowed", hint: chineseProblems[code]?.of ?? "" };

test("in English a problem is as the server wrote it", () => {
  expect(problemText(usual, "en")).toEqual({ title: usual.title, hint: usual.hint });
});

test("in Chinese its code decides, but a hint about the very case is shown as the server wrote it", () => {
  expect(problemText(usual, "zh")).toEqual({ title: "没有权限", hint: "请向管理员申请拥有该权限的角色。" });
  const own = { ...usual, hint: "Ask an administrator for one of these roles: lead, admin." };
  expect(problemText(own, "zh")).toEqual({ title: "没有权限", hint: own.hint });
});

test("the browser's own problems have a text; a code from a newer server keeps the server's", () => {
  expect(problemText({ code: "network_unreachable", title: "x", hint: "x" }, "zh").title).toBe(
    "无法连接 Halcyon",
  );
  const newer = { code: "from_the_future", title: "New", hint: "Do." };
  expect(problemText(newer, "zh")).toEqual({ title: "New", hint: "Do." });
});
