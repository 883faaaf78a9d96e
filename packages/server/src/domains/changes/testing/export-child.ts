/**
 * Exports what is queued, as a process that kills itself right after its nth act on Git or the database, or while git
 * writes (0). For tests. Arguments: database, its data directory, repository, n, epoch. Ends with 0 when there were fewer acts.
 */
import { type AppsDomain, createAppsDomain } from "#domains/apps/index.ts";
import { createApp } from "#src/app.ts";
import { readConfig } from "#src/config.ts";
import { createExporter } from "../git/exporter.ts";
import { createGit, findGit, type Git } from "../git/git.ts";
import { createRepository } from "../git/repository.ts";

const [databaseUrl = "", dataDir = "", path = "", last = "", epoch = ""] = process.argv.slice(2);
const searchPath = process.env["PATH"] ?? "";
let apps: AppsDomain | undefined;
const fleet = {
  rooms: async () => [],
  clusters: async () => [],
  client: () => Promise.reject(new Error("none")),
};
const config = readConfig({ DATABASE_URL: databaseUrl, HALCYON_DATA: dataDir, HALCYON_LOG: "silent" }, []);
const { platform } = await createApp(config, {
  domains: (given) => {
    apps = createAppsDomain({ ...given, fleet, teamExists: async () => true });
    return [apps];
  },
});
if (apps === undefined) throw new Error("the domains were not composed");

let acts = 0;
function after<T>(result: T): T {
  acts += 1;
  if (acts === Number(last)) process.kill(process.pid, "SIGKILL");
  return result;
}

const real = createGit({ program: (await findGit(searchPath)) ?? "", searchPath });
const git: Git = {
  try: async (args, call) => after(await real.try(args, call)),
  async run(args, call) {
    if (Number(last) === 0 && args[0] === "fast-import")
      setImmediate(() => process.kill(process.pid, "SIGKILL"));
    return after(await real.run(args, call));
  },
};
const database = {
  ...platform.database,
  transaction: async <T>(work: Parameters<typeof platform.database.transaction<T>>[0]) =>
    after(await platform.database.transaction(work)),
};
const repository = createRepository({ git, path });
const exporter = createExporter({ database, apps, repository, now: () => new Date(), batch: 3 });
await repository.prepare();
while (await exporter.step({ epoch: Number(epoch), held: () => true }));
process.exit(0);
