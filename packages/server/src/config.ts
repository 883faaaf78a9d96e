import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Roles } from "#platform/domain.ts";
import { type LogLevel, logLevels } from "#platform/log.ts";
import { roleNames, rolesOf } from "#src/roles.ts";

export interface Config {
  /** Halcyon's own directory: the secret key, and the embedded database. */
  readonly dataDir: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** A PostgreSQL of one's own; null: the embedded one. */
  readonly databaseUrl: string | null;
  /** Base64, the current key first; null: the key file in the data directory. */
  readonly secretKeys: readonly string[] | null;
  readonly logLevel: LogLevel;
  /** How browsers reach Halcyon, where that is not the address it listens on. */
  readonly publicUrl: string | undefined;
  readonly trustedProxies: readonly string[];
  /** Hosts, as in a URL, that HTTP gates of releases may ask. */
  readonly gateHosts: readonly string[];
  /** The file that names the outside stores of secrets; null: there is none. */
  readonly secretStores: string | null;
  /** The built web application; null: only the API. */
  readonly pagesDir: string | null;
  readonly roles: Roles;
  readonly git: GitConfig;
}

/** The export of versions to Git, and the import of specs from it. */
export interface GitConfig {
  /** Where git and ssh are looked for. */
  readonly searchPath: string;
  /** Where versions are pushed to; null: they stay in the repository in the data directory. */
  readonly remote: {
    readonly url: string;
    readonly branch: string;
    readonly token: string | null;
    readonly sshKey: string | null;
    readonly knownHosts: string | null;
  } | null;
}

/** It becomes a part of the command by which git calls ssh. */
const plainPath = z
  .string()
  .regex(/^\/[\w./-]+$/, "an absolute path of letters, digits, dots, slashes and dashes");

const shape = z.object({
  HALCYON_DATA: z.string().min(1),
  HALCYON_LISTEN: z
    .string()
    .default("127.0.0.1:7420")
    .transform((text, context) => {
      const found = /^(?:\[([0-9a-fA-F:]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
      if (found === null || Number(found[3]) > 65_535) {
        context.addIssue({
          code: "custom",
          message: "write it as host:port, such as 127.0.0.1:7420 or [::1]:7420",
        });
        return z.NEVER;
      }
      return { host: found[1] ?? found[2] ?? "", port: Number(found[3]) };
    }),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "write it as postgresql://user:password@host:5432/database")
    .optional(),
  HALCYON_SECRET_KEY: z.string().min(1).optional(),
  HALCYON_LOG: z.enum(logLevels).default("info"),
  HALCYON_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  HALCYON_TRUSTED_PROXIES: z.string().default(""),
  HALCYON_GATE_HOSTS: z.string().default(""),
  HALCYON_SECRET_STORES: z.string().regex(/^\//, "an absolute path").optional(),
  HALCYON_PAGES: z
    .string()
    .min(1)
    .default(join(import.meta.dirname, "../../web/dist")),
  PATH: z.string().default("/usr/local/bin:/usr/bin:/bin"),
  HALCYON_GIT_REMOTE: z
    .string()
    .max(500)
    .regex(
      /^(https:\/\/[\w.-]+(:\d+)?\/|ssh:\/\/([\w.-]+@)?[\w.-]+(:\d+)?\/|file:\/\/\/)[\w./~+-]+$/,
      "write it as https://host/path.git, ssh://git@host/path.git or file:///path.git; a password goes into HALCYON_GIT_TOKEN",
    )
    .optional(),
  HALCYON_GIT_BRANCH: z
    .string()
    .regex(/^[A-Za-z0-9_][\w-]*(\/[A-Za-z0-9_][\w-]*)*$/, "a branch such as main or fleet/halcyon")
    .default("main"),
  HALCYON_GIT_TOKEN: z.string().min(1).optional(),
  HALCYON_GIT_SSH_KEY: plainPath.optional(),
  HALCYON_GIT_KNOWN_HOSTS: plainPath.optional(),
  HALCYON_ROLES: z.enum(roleNames).default("all").transform(rolesOf),
});

const flags = {
  data: "HALCYON_DATA",
  listen: "HALCYON_LISTEN",
  "database-url": "DATABASE_URL",
  log: "HALCYON_LOG",
  "public-url": "HALCYON_PUBLIC_URL",
  "trusted-proxies": "HALCYON_TRUSTED_PROXIES",
  "gate-hosts": "HALCYON_GATE_HOSTS",
  pages: "HALCYON_PAGES",
  roles: "HALCYON_ROLES",
} as const;

/** A setting that cannot be used; its message is for the person who started Halcyon. */
export class ConfigError extends Error {}

/**
 * Reads the settings: flags first, then the environment, then defaults. The secret key has no flag, as other accounts can
 * read a process's arguments. The only place that reads the environment.
 * @throws ConfigError naming each setting that is wrong
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  args: readonly string[] = process.argv.slice(2),
): Config {
  const found = shape.safeParse({
    HALCYON_DATA: defaultDataDir(),
    ...present(environment),
    ...present(readFlags(args)),
  });
  if (!found.success) {
    throw new ConfigError(
      found.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"),
    );
  }
  const settings = found.data;
  return {
    dataDir: settings.HALCYON_DATA,
    listen: settings.HALCYON_LISTEN,
    databaseUrl: settings.DATABASE_URL ?? null,
    secretKeys: settings.HALCYON_SECRET_KEY === undefined ? null : list(settings.HALCYON_SECRET_KEY),
    logLevel: settings.HALCYON_LOG,
    publicUrl: settings.HALCYON_PUBLIC_URL,
    trustedProxies: list(settings.HALCYON_TRUSTED_PROXIES),
    gateHosts: list(settings.HALCYON_GATE_HOSTS),
    secretStores: settings.HALCYON_SECRET_STORES ?? null,
    pagesDir: settings.HALCYON_PAGES,
    roles: settings.HALCYON_ROLES,
    git: {
      searchPath: settings.PATH,
      remote:
        settings.HALCYON_GIT_REMOTE === undefined
          ? null
          : {
              url: settings.HALCYON_GIT_REMOTE,
              branch: settings.HALCYON_GIT_BRANCH,
              token: settings.HALCYON_GIT_TOKEN ?? null,
              sshKey: settings.HALCYON_GIT_SSH_KEY ?? null,
              knownHosts: settings.HALCYON_GIT_KNOWN_HOSTS ?? null,
            },
    },
  };
}

function readFlags(args: readonly string[]): Record<string, string | undefined> {
  const options = Object.fromEntries(Object.keys(flags).map((name) => [name, { type: "string" as const }]));
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true });
    return Object.fromEntries(Object.entries(flags).map(([flag, name]) => [name, values[flag]]));
  } catch (error) {
    throw new ConfigError(
      `${(error as Error).message}\nFlags: ${Object.keys(flags)
        .map((name) => `--${name}`)
        .join(" ")}`,
    );
  }
}

/** An empty variable counts as one that is not set. */
function present(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
    ),
  );
}

function list(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function defaultDataDir(): string {
  return process.getuid?.() === 0 ? "/var/lib/halcyon" : join(homedir(), ".local", "share", "halcyon");
}
