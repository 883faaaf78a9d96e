/** Names of roles and permissions, for every page that shows one. */
import type { Permission, Role } from "@halcyon/contracts";
import type { Language, Text } from "./language.ts";

export const roleWords: Readonly<Record<Role, Text>> = {
  viewer: { en: "viewer", zh: "只读" },
  developer: { en: "developer", zh: "开发" },
  lead: { en: "lead", zh: "负责人" },
  operator: { en: "operator", zh: "运维" },
  admin: { en: "administrator", zh: "管理员" },
};

/** What holding a permission lets one do. */
export const permissionWords: Readonly<Record<Permission, Text>> = {
  "fleet.read": { en: "see rooms, clusters and what runs in them", zh: "查看机房、集群及其中运行的内容" },
  "fleet.logs": { en: "read the logs of containers", zh: "查看容器日志" },
  "fleet.write": { en: "add, change and remove rooms and clusters", zh: "添加、修改、移除机房和集群" },
  "app.read": { en: "see apps and their versions", zh: "查看应用及其版本" },
  "app.write": { en: "write apps' specs", zh: "编写应用规格" },
  "app.policy": { en: "decide apps' policies", zh: "设置应用策略" },
  "secret.write": { en: "set, rotate and revoke apps' secrets", zh: "设置、轮换、吊销应用密钥" },
  "release.read": { en: "see releases", zh: "查看发布" },
  "release.write": { en: "plan releases", zh: "制定发布计划" },
  "release.approve": { en: "approve what others have planned", zh: "审批他人的发布" },
  "release.run": { en: "carry out releases: next, hold, roll back", zh: "执行发布：下一步、暂停、回滚" },
  "access.read": { en: "see accounts, roles and tokens", zh: "查看账号、角色和令牌" },
  "access.write": { en: "manage accounts, teams, roles and tokens", zh: "管理账号、团队、角色和令牌" },
  "audit.read": { en: "read who changed what", zh: "查看审计记录" },
};

/** A grant as people say it: a role, and for which team. */
export function grantWords(
  grant: { readonly role: Role; readonly team: string | null },
  language: Language,
): string {
  const role = roleWords[grant.role][language];
  return grant.team === null ? role : `${role} · ${grant.team}`;
}
