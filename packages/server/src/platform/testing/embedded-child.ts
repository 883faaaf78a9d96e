// A process that runs an embedded PostgreSQL and can be killed: prints its address, then waits for the end of its input.
import { startEmbeddedPostgres } from "#platform/database/embedded.ts";
import { createLogger } from "#platform/log.ts";

const dataDir = process.argv[2] ?? "";
const postgres = await startEmbeddedPostgres({ dataDir, log: createLogger({ level: "warn" }) });
console.log(JSON.stringify({ url: postgres.url, postmaster: await postgres.pid() }));
process.stdin.resume();
process.stdin.once("end", () => void postgres.stop());
