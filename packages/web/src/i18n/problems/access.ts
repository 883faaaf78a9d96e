import type { ProblemTranslations } from "./texts.ts";

/** Of sign-in, accounts, teams and tokens. */
export const accessProblems: ProblemTranslations = {
  access_sign_in_failed: {
    of: "Check the account name and the password. After a few failures there is a pause; an administrator can set a new password.",
    title: "登录失败",
    hint: "请检查账号和密码。连续失败数次后会暂停登录；管理员可以重设密码。",
  },
  access_sign_in_paused: {
    of: "Wait that long, then try again; scripts find the seconds in the Retry-After header.",
    title: "登录失败次数过多",
    hint: "请等待所示的时间后再试；脚本可从 Retry-After 响应头读取秒数。",
  },
  access_busy: {
    of: "Try again in a second.",
    title: "同时登录的人过多",
    hint: "请稍等一秒再试。",
  },
  access_password_wrong: {
    of: "Enter the password you sign in with now, or ask an administrator to set a new one.",
    title: "当前密码不正确",
    hint: "请输入您现在登录所用的密码，或请管理员重设。",
  },
  access_session_needed: {
    of: "Sign in with your password (`halcyon login`) and try again.",
    title: "不能使用 API 令牌执行此操作",
    hint: "请用密码登录（命令行：`halcyon login`）后重试。",
  },
  access_setup_refused: {
    of: "While there is no account, the server prints the setup token at its start. Once there is one, ask an administrator for yours.",
    title: "不能这样创建第一个账号",
    hint: "还没有账号时，服务器启动时会打印初始化令牌；已有账号时，请管理员为您创建账号。",
  },
  access_user_unknown: {
    of: "`halcyon user list` shows the accounts.",
    title: "没有这个账号",
    hint: "请在“设置 → 人员”中查看所有账号（命令行：`halcyon user list`）。",
  },
  access_user_exists: {
    of: "Choose another name, or update the existing account.",
    title: "账号已存在",
    hint: "请换一个名称，或修改现有账号。",
  },
  access_team_unknown: {
    of: "`halcyon team list` shows the teams; an administrator creates one with `halcyon team create`.",
    title: "没有这个团队",
    hint: "请在“设置 → 团队”中查看所有团队；管理员可以新建团队。",
  },
  access_team_exists: {
    of: "Choose another name.",
    title: "团队已存在",
    hint: "请换一个名称。",
  },
  access_team_in_use: {
    of: "Give its apps to another team first.",
    title: "团队名下还有应用",
    hint: "请先把它的应用转给其他团队。",
  },
  access_grant_everywhere_only: {
    of: "Grant it without a team; for one team there are developer and lead.",
    title: "此角色只能授予全局，不能只授予一个团队",
    hint: "请不选团队直接授予；按团队授予的角色有开发和负责人。",
  },
  access_grant_unknown: {
    of: "`halcyon user show` lists what it holds, with the team of each.",
    title: "该账号没有这个角色",
    hint: "账号页面列出了它拥有的角色及对应团队。",
  },
  access_last_admin: {
    of: "Make somebody else an administrator first.",
    title: "这是最后一个管理员",
    hint: "请先把另一个人设为管理员。",
  },
  access_token_unknown: {
    of: "`halcyon token list` shows your tokens.",
    title: "没有这个令牌",
    hint: "“我的账号”中列出了您的令牌。",
  },
  access_token_exists: {
    of: "Choose another name, or revoke that one first.",
    title: "您已有同名令牌",
    hint: "请换一个名称，或先吊销原来的令牌。",
  },
};
