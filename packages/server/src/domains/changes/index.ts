/** The changes domain's door: see docs/guides/changes.md for what it offers to people. */
import { join } from "node:path";
import { Gauge } from "prom-client";
import type { AppsDomain } from "#domains/apps/index.ts";
import type { AuditDomain } from "#domains/audit/index.ts";
import type { Domain, Platform } from "#platform/domain.ts";
import type { Undos } from "#platform/undo.ts";
import { createGit, findGit } from "./git/git.ts";
import type { RemoteSettings } from "./git/remote.ts";
import { gitStatus } from "./git/status.ts";
import { createWriter, type WriterDeps } from "./git/writer.ts";
import { changeRoutes } from "./routes.ts";
import { migrations } from "./tables.ts";
import { createUndoService } from "./undo.ts";

export interface ChangesDeps extends Platform {
  readonly audit: AuditDomain;
  readonly apps: AppsDomain;
  readonly git: { readonly searchPath: string; readonly remote: RemoteSettings | null };
  readonly dataDir: string;
  /** How the changes of all domains are taken back. */
  readonly undos: Undos;
  readonly pace?: WriterDeps["pace"];
}

/** One timeline over what all domains changed, and its copy in Git. */
export function createChangesDomain(deps: ChangesDeps): Domain {
  const { database, git: settings, log } = deps;
  let writer: ReturnType<typeof createWriter> | undefined;
  let found = false;
  const status = () => gitStatus({ db: database.db, found, remote: settings.remote });
  gitMetrics(deps, status);
  return {
    name: "changes",
    migrations,
    routes: changeRoutes({ ...deps, undo: createUndoService(deps), status }),
    async start(signal) {
      const program = await findGit(settings.searchPath);
      found = program !== null;
      if (!deps.roles.work) return;
      if (program === null) {
        log.warn(
          {},
          "git was not found on the search path: versions are not exported; everything else works",
        );
        return;
      }
      const git = createGit({ program, searchPath: settings.searchPath });
      const path = join(deps.dataDir, "git", "halcyon.git");
      const { remote } = settings;
      writer = createWriter({
        ...deps,
        git,
        path,
        remote,
      });
      writer.start(signal);
    },
    async stop() {
      await writer?.stop();
    },
  };
}

function gitMetrics({ metrics }: Platform, status: () => ReturnType<typeof gitStatus>): void {
  const gauge = (name: string, help: string, value: (now: Awaited<ReturnType<typeof status>>) => number) =>
    new Gauge({
      name,
      help,
      registers: [metrics],
      async collect() {
        this.set(value(await status()));
      },
    });
  gauge(
    "halcyon_git_export_waiting",
    "Versions, bases and policies not in Git yet",
    ({ waiting }) => waiting,
  );
  gauge(
    "halcyon_git_remote_in_sync",
    "1 when the remote has what the repository has, or there is none",
    ({ remote }) => (remote === null || remote.state === "in-sync" ? 1 : 0),
  );
}
