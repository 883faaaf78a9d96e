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
  /** The built web application; null: only the API. */
  readonly pagesDir: string | null;
  readonly roles: Roles;
}

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
  HALCYON_PAGES: z
    .string()
    .min(1)
    .default(join(import.meta.dirname, "../../web/dist")),
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
    pagesDir: settings.HALCYON_PAGES,
    roles: settings.HALCYON_ROLES,
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
