import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessEndpoints, type Grant } from "@halcyon/contracts";
import type { Clock } from "#platform/clock.ts";
import type { Platform } from "#platform/domain.ts";
import { generateKey } from "#platform/secrets.ts";
import { silentLog, testDatabase } from "#platform/testing/database.ts";
import type { Log } from "#platform/log.ts";
import { type ComposeDomains, createApp } from "#src/app.ts";
import type { Config } from "#src/config.ts";
import { rolesOf } from "#src/roles.ts";
import { type ApiClient, createApiClient } from "#src/testing/client.ts";

export const adminPassword = "admin of the tests";
export const personPassword = "a person of the tests";

export interface TestServer {
  readonly url: string;
  readonly databaseUrl: string;
  readonly platform: Platform;
  /** Signed in as the first administrator. */
  readonly admin: ApiClient;
  /** Nobody. */
  readonly anonymous: ApiClient;
  /** Creates an account (and the teams its grants name), signs in by token. Its password is `personPassword`. */
  person(account: { name: string; grants?: readonly Grant[] }): Promise<ApiClient>;
  close(): Promise<void>;
}

/** Settings for a server of a test: a free port, a key of its own, nothing to be heard. */
export function testConfig(own: Partial<Config> & Pick<Config, "dataDir">): Config {
  return {
    listen: { host: "127.0.0.1", port: 0 },
    databaseUrl: null,
    secretKeys: [generateKey()],
    logLevel: "silent",
    publicUrl: undefined,
    trustedProxies: [],
    pagesDir: null,
    gateHosts: [],
    secretStores: null,
    roles: rolesOf("all"),
    // Nothing is exported to Git unless a test is about that.
    git: { searchPath: "", remote: null },
    ...own,
  };
}

/**
 * A whole Halcyon on a free port and a fresh database: real HTTP, real PostgreSQL.
 * @param domains what is tested, beside access and audit
 */
export async function testServer(
  domains: ComposeDomains = () => [],
  options: { clock?: Clock; log?: Log; liveCheckMs?: number; config?: Partial<Config> } = {},
): Promise<TestServer> {
  const { url: databaseUrl, close: drop } = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "halcyon-test-data-"));
  const config = testConfig({ dataDir, databaseUrl, ...options.config });
  const app = await createApp(config, {
    log: options.log ?? silentLog,
    firstAdmin: { name: "admin", displayName: "Admin", password: adminPassword },
    domains,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.liveCheckMs === undefined ? {} : { liveCheckMs: options.liveCheckMs }),
  });
  const close = async () => {
    await app.stop();
    await drop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const url = await app.start();
    const anonymous = createApiClient(url, null);
    const signIn = async (name: string, password: string) => {
      const { token } = await anonymous.get(accessEndpoints.signIn, {
        body: { name, password, deliver: "token" },
      });
      return createApiClient(url, token);
    };
    const admin = await signIn("admin", adminPassword);
    return {
      url,
      databaseUrl,
      platform: app.platform,
      admin,
      anonymous,
      close,
      async person({ name, grants = [] }) {
        for (const team of new Set(grants.flatMap((grant) => grant.team ?? []))) {
          const { problem } = await admin.call(accessEndpoints.createTeam, { body: { name: team } });
          if (problem !== null && problem.code !== "access_team_exists") throw new Error(problem.detail);
        }
        await admin.get(accessEndpoints.createUser, {
          body: { name, displayName: name, password: personPassword, grants: [...grants] },
        });
        return signIn(name, personPassword);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
