/** The server process of a benchmark: `halcyon-process.ts <data directory> <admin's password>`; ends with its input. */
import { createApp } from "../packages/server/src/app.ts";
import { readConfig } from "../packages/server/src/config.ts";

const [dataDir = "", password = ""] = process.argv.slice(2);
const config = readConfig({ HALCYON_DATA: dataDir, HALCYON_LISTEN: "127.0.0.1:0", HALCYON_LOG: "error" }, []);
const app = await createApp(config, { firstAdmin: { name: "admin", displayName: "Admin", password } });
console.log(await app.start());
process.stdin.resume();
process.stdin.once("end", async () => {
  await app.stop();
  process.exit(0);
});
