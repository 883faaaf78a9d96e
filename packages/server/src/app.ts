import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, systemClock } from "#platform/clock.ts";
import { startEmbeddedPostgres } from "#platform/database/embedded.ts";
import { openDatabase } from "#platform/database/open.ts";
import type { Domain, Platform } from "#platform/domain.ts";
import { createEvents } from "#platform/events.ts";
import { createHttp, type Http } from "#platform/http/server.ts";
import type { Scopes } from "#platform/http/types.ts";
import { createLeases } from "#platform/leases.ts";
import { createLogger, type Log } from "#platform/log.ts";
import { createMetrics } from "#platform/metrics.ts";
import { checkSecretKey } from "#platform/secret-check.ts";
import { readKeyFile } from "#platform/secret-key-file.ts";
import { createSecrets } from "#platform/secrets.ts";
import { platformMigrations } from "#platform/tables.ts";
import { type AccessDomain, createAccessDomain, type FirstAdmin } from "#domains/access/index.ts";
import { type AuditDomain, createAuditDomain } from "#domains/audit/index.ts";
import type { Config } from "#src/config.ts";
import { composeDomains } from "#src/domains.ts";

/** Makes the domains beside access and audit, in the order in which they start. */
export type ComposeDomains = (
  platform: Platform,
  access: AccessDomain,
  config: Config,
  audit: AuditDomain,
) => readonly Domain[];

export interface AppOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Created at the start when there is no account yet. */
  readonly firstAdmin?: FirstAdmin;
  /** How often the sign-in of an open live socket is looked at again. */
  readonly liveCheckMs?: number;
  /** For tests of one domain; everything unless told. */
  readonly domains?: ComposeDomains;
}

export interface App {
  /** @returns where it listens */
  start(): Promise<string>;
  /** Ends everything that was started, the last first. */
  stop(): Promise<void>;
  /** Lets the first administrator in, while there is no account. */
  setupToken(): Promise<string | null>;
  readonly platform: Platform;
}

export const version = "0.1.0";

/** Halcyon as a whole: the one place where its parts are put together. */
export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  await using starting = new AsyncDisposableStack();
  const log = options.log ?? createLogger({ level: config.logLevel });
  const clock = options.clock ?? systemClock;
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const secrets = createSecrets(config.secretKeys ?? (await readKeyFile(join(config.dataDir, "secret.key"))));

  let url = config.databaseUrl;
  if (url === null) {
    const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
    starting.defer(() => postgres.stop());
    url = postgres.url;
  }
  const database = openDatabase({ url, log });
  starting.defer(() => database.close());
  const events = createEvents({ database, log });
  starting.defer(() => events.stop());
  const leases = createLeases({ database, clock, log });
  starting.defer(() => leases.stop());

  const audit = createAuditDomain({ database, clock, events });
  const platform: Platform = {
    roles: config.roles,
    clock,
    log,
    database,
    events,
    leases,
    secrets,
    metrics: createMetrics(),
    recordAudit: audit.record,
  };
  const access = createAccessDomain(platform);
  const domains: readonly Domain[] = [
    access,
    audit,
    ...(options.domains ?? composeDomains)(platform, access, config, audit),
  ];

  const running = starting.move();
  const ending = new AbortController();
  let http: Http | undefined;
  return {
    platform,
    setupToken: () => access.setupToken(),
    async start() {
      await database.migrate([...platformMigrations, ...domains.flatMap((domain) => domain.migrations)]);
      await checkSecretKey(database.db, secrets);
      if (options.firstAdmin !== undefined) await access.bootstrap(options.firstAdmin);
      await events.start();
      for (const domain of domains) {
        // Before its start: one that fails half way has something to end, too.
        running.defer(async () => domain.stop?.());
        await domain.start?.(ending.signal);
      }
      // Asked to stop meanwhile: what this would stand on is going away.
      ending.signal.throwIfAborted();
      http = await createHttp({
        ...platform,
        authenticate: access.authenticate,
        routes: config.roles.serve ? domains.flatMap((domain) => domain.routes) : [],
        scopes: Object.assign({}, ...domains.map((domain) => domain.scopes ?? {})) as Scopes,
        publicUrl: config.publicUrl,
        trustedProxies: config.trustedProxies,
        pagesDir: config.roles.serve ? config.pagesDir : null,
        version,
        ...(options.liveCheckMs === undefined ? {} : { liveCheckMs: options.liveCheckMs }),
      });
      return http.listen(config.listen);
    },
    async stop() {
      // Requests first, while what they need is there; then background work; then what both stand on.
      await http?.close();
      ending.abort(new Error("Halcyon stops"));
      await running.disposeAsync();
    },
  };
}
