import { defineMessages } from "#i18n/messages.ts";

/** Of the pages that are there before anybody is signed in. */
export const entryMessages = defineMessages(
  {
    about: "Releases over many Kubernetes clusters, and the fleet they run in.",
    signIn: "Sign in",
    account: "Account name",
    password: "Password",
    pausedFor: (span: string) => `Try again in ${span}`,
    noAccount: "No account yet?",
    toSetup: "Set up the first administrator",
    setupTitle: "Set up the first administrator",
    setupAbout:
      "While there is no account, the server prints a setup token at its start, in its log or its terminal. With it you make the first account; it may do everything.",
    setupToken: "Setup token",
    setupTokenAbout: "As printed: one word",
    displayName: "Your name",
    displayNameAbout: "As others read it in releases and in the audit log",
    nameRule: "2 to 63 of: a–z, 0–9, '.', '_', '-'; begins with a letter or digit",
    passwordRule: "At least 10 characters; anything goes, length is what counts",
    setUp: "Create the account and sign in",
    toSignIn: "There is an account already: sign in",
    madeButNotIn: "The account was created. Sign in with it.",
  },
  {
    about: "在多个 Kubernetes 集群上发布应用，并掌握所有集群的运行情况。",
    signIn: "登录",
    account: "账号",
    password: "密码",
    pausedFor: (span: string) => `${span}后可重试`,
    noAccount: "还没有账号？",
    toSetup: "创建第一个管理员",
    setupTitle: "创建第一个管理员",
    setupAbout:
      "还没有任何账号时，服务器启动时会在日志或终端打印一个初始化令牌。凭它创建第一个账号，该账号拥有全部权限。",
    setupToken: "初始化令牌",
    setupTokenAbout: "按打印的内容填写，是一个连续的字符串",
    displayName: "姓名",
    displayNameAbout: "发布和审计记录中显示的名字",
    nameRule: "2 至 63 个字符：小写字母、数字、“.”“_”“-”，以字母或数字开头",
    passwordRule: "至少 10 个字符，内容不限，长度最重要",
    setUp: "创建账号并登录",
    toSignIn: "已有账号：去登录",
    madeButNotIn: "账号已创建，请登录。",
  },
);
