import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../packages/server/src/platform/database/embedded.ts";
import { createLogger } from "../packages/server/src/platform/log.ts";
import { ensureWeb } from "../scripts/web.ts";
import { startRoomsService } from "./rooms-service.ts";

/** One PostgreSQL and one set of rooms for the whole run; each test makes databases and namespaces of its own in them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "halcyon-test-"));
  await ensureWeb();
  const rooms = await startRoomsService();
  const postgres = await startEmbeddedPostgres({ dataDir, log: createLogger({ level: "warn" }) }).catch(
    async (error: unknown) => {
      await rooms.stop();
      await rm(dataDir, { recursive: true, force: true });
      throw error;
    },
  );
  project.provide("postgresUrl", postgres.url);
  project.provide("roomsSocket", rooms.socket);
  return async () => {
    await Promise.all([postgres.stop(), rooms.stop()]);
    await rm(dataDir, { recursive: true, force: true });
  };
}
