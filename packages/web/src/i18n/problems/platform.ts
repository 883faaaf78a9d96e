import type { ProblemTranslations } from "./texts.ts";

/** Of the edge, the database, and whatever nobody expected. */
export const platformProblems: ProblemTranslations = {
  http_input_invalid: {
    of: "Correct the places listed in `errors`; /openapi.json describes every field.",
    title: "输入有误",
    hint: "请更正所列各处；/openapi.json 说明了每个字段。",
  },
  http_body_malformed: {
    of: "Send a JSON document, in UTF-8, with `Content-Type: application/json`.",
    title: "请求正文不是 JSON",
    hint: "请以 `Content-Type: application/json` 发送 UTF-8 编码的 JSON。",
  },
  http_body_too_large: {
    of: "Send less; nothing was read of it.",
    title: "请求正文过大",
    hint: "请减少内容；服务器没有读取其中任何部分。",
  },
  http_media_type_unsupported: {
    of: "Send JSON with `Content-Type: application/json`.",
    title: "不接受这种类型的请求正文",
    hint: "请以 `Content-Type: application/json` 发送 JSON。",
  },
  http_request_invalid: {
    of: "Look at its path, headers and body; /openapi.json describes what is taken.",
    title: "无法理解该请求",
    hint: "请检查路径、请求头和正文；/openapi.json 说明了可接受的内容。",
  },
  http_not_signed_in: {
    of: "Sign in (`halcyon login`), or send `Authorization: Bearer <token>` with a token that has not expired.",
    title: "尚未登录",
    hint: "请登录（命令行：`halcyon login`），或在 `Authorization: Bearer <token>` 中使用未过期的令牌。",
  },
  http_forbidden: {
    of: "Ask an administrator for a role that has the permission.",
    title: "没有权限",
    hint: "请向管理员申请拥有该权限的角色。",
  },
  http_token_read_only: {
    of: "Use a token with full access, or sign in.",
    title: "此令牌只能读取",
    hint: "请使用完全访问的令牌，或直接登录。",
  },
  http_origin_refused: {
    of: "Use Halcyon's own pages at its public address, or a bearer token.",
    title: "请求来自其他网站",
    hint: "请通过 Halcyon 的公开地址打开其页面，或使用 Bearer 令牌。",
  },
  http_route_unknown: {
    of: "Look for the right path in /openapi.json.",
    title: "此路径下没有内容",
    hint: "请在 /openapi.json 中查找正确的路径。",
  },
  http_method_not_allowed: {
    of: "Use one of the methods in the Allow header.",
    title: "此路径不接受该方法",
    hint: "请使用 Allow 响应头中列出的方法。",
  },
  http_cursor_invalid: {
    of: "Start again without a cursor, and pass on `next` exactly as it came.",
    title: "游标无法使用",
    hint: "请不带游标从头开始，并原样传递 `next`。",
  },
  http_idempotency_key_invalid: {
    of: "Send 1 to 200 visible ASCII characters, a fresh UUID for example.",
    title: "Idempotency-Key 无法使用",
    hint: "请使用 1 至 200 个可见 ASCII 字符，例如新的 UUID。",
  },
  http_idempotency_key_reused: {
    of: "Use a fresh key for each change, and the same one only to repeat it.",
    title: "该 Idempotency-Key 已用于另一个请求",
    hint: "每次变更请使用新的键；只有重试同一变更时才用相同的键。",
  },
  http_answer_lost: {
    of: "Do not repeat it: read the current state instead.",
    title: "变更已完成，但应答丢失",
    hint: "请勿重复提交：请查看当前状态。",
  },
  http_stopping: {
    of: "Try again in a few seconds.",
    title: "服务器正在停止",
    hint: "请几秒后重试。",
  },
  internal_error: {
    of: "Try again; if it stays, give the request id to whoever runs Halcyon: the log has the cause.",
    title: "Halcyon 内部出错",
    hint: "请重试；若仍出现，请把请求编号交给 Halcyon 的维护者：日志中有原因。",
  },
  database_unavailable: {
    of: "Try again in a few seconds, with the same Idempotency-Key if it was a change; if it stays, look at /readyz and the log.",
    title: "无法连接数据库",
    hint: "请几秒后重试（变更请使用相同的 Idempotency-Key）；若仍出现，请查看 /readyz 和日志。",
  },
  database_migration_changed: {
    of: "Start the version of Halcyon this database was last used with, or put the migration back as it was.",
    title: "已执行的数据库迁移被改动",
    hint: "请启动该数据库上次使用的 Halcyon 版本，或恢复原来的迁移。",
  },
  database_data_unreachable: {
    of: "Set HALCYON_DATA to a directory under one that every account may pass through, such as /var/lib/halcyon.",
    title: "PostgreSQL 的账号无法访问数据目录",
    hint: "请把 HALCYON_DATA 设为所有账号都可进入的目录之下，例如 /var/lib/halcyon。",
  },
  database_in_use: {
    of: "Stop it first, or give this one a HALCYON_DATA of its own.",
    title: "另一个 Halcyon 正在使用此数据目录",
    hint: "请先停止它，或为此进程设置单独的 HALCYON_DATA。",
  },
  database_not_started: {
    of: "The detail has the last lines of its log. With DATABASE_URL Halcyon uses a server of yours instead.",
    title: "内置 PostgreSQL 未能启动",
    hint: "详情中有其日志的最后几行。设置 DATABASE_URL 后，Halcyon 会使用您自己的服务器。",
  },
  secrets_unreadable: {
    of: "Start Halcyon with the key it was sealed with (secret.key in the data directory, or HALCYON_SECRET_KEY), or enter the secret again.",
    title: "无法读取已保存的机密",
    hint: "请用加密时的密钥启动 Halcyon（数据目录中的 secret.key 或 HALCYON_SECRET_KEY），或重新输入该机密。",
  },
  secrets_key_invalid: {
    of: "A key is 32 random bytes in base64: `openssl rand -base64 32`. Older keys follow the current one after commas.",
    title: "密钥无法使用",
    hint: "密钥是 base64 编码的 32 个随机字节：`openssl rand -base64 32`。旧密钥写在当前密钥之后，以逗号分隔。",
  },
};
