/** An app's schedules and jobs where it runs: their last runs, and running one by hand. */
import { type AppTask, taskEndpoints as table } from "@halcyon/contracts";
import { type AppsDomain, jobsOf, type Manifest } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import type { Platform } from "#platform/domain.ts";
import { type Route, route } from "#platform/http/types.ts";
import { errors } from "./errors.ts";
import { running } from "./repo.ts";
import { listRuns, startRun, trimRuns } from "./targets/jobs/runs.ts";

/** How long one cluster is waited for, ms. */
const patienceMs = 3000;

interface Place {
  readonly cluster: string;
  readonly namespace: string;
  readonly manifests: readonly Manifest[];
}

export function taskRoutes(deps: Platform & { fleet: FleetDomain; apps: AppsDomain }): readonly Route[] {
  const { database, fleet, apps, clock } = deps;

  /** Where the app runs, and what of. */
  async function places(app: string): Promise<Place[]> {
    const runs = await running(database.db, app);
    const found = await Promise.all(
      [...runs].map(async ([cluster, number]) => {
        const version = await apps.version(app, number);
        const target = version.targets.find((one) => one.cluster === cluster);
        if (target === undefined) return [];
        return [{ cluster, namespace: target.namespace, manifests: version.rendering[cluster] ?? [] }];
      }),
    );
    return found.flat();
  }

  return [
    route(table.tasks, async ({ params, signal }) => {
      const tasks = new Map<string, AppTask>();
      const unreachable: string[] = [];
      await Promise.all(
        (await places(params.app)).map(async ({ cluster, namespace, manifests }) => {
          const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
          const client = await fleet.client(cluster, "read").catch(() => null);
          const runs = await (client === null
            ? Promise.reject(new Error("no way to it"))
            : listRuns(client, { namespace, app: params.app }, limit)
          ).catch(() => {
            signal.throwIfAborted();
            unreachable.push(cluster);
            return [];
          });
          for (const { kind, name, when } of tasksOf(manifests)) {
            const known = tasks.get(`${kind}/${name}`) ?? { kind, name, when, clusters: [], runs: [] };
            const mine = runs
              .filter((run) => run.task === name && (kind === "job") === run.made)
              .map(({ name: run, state, reason, release, startedAt, endedAt }) => ({
                ...{ cluster, name: run, state, reason, release },
                ...{ startedAt, endedAt },
              }));
            tasks.set(`${kind}/${name}`, {
              ...known,
              clusters: [...known.clusters, cluster].sort((a, b) => (a < b ? -1 : 1)),
              runs: [...known.runs, ...mine]
                .sort((a, b) => (b.startedAt ?? "").localeCompare(a.startedAt ?? ""))
                .slice(0, 10),
            });
          }
        }),
      );
      const items = [...tasks.values()].sort((a, b) => (a.kind + a.name < b.kind + b.name ? 1 : -1));
      return { items, unreachable };
    }),
    route(table.runJob, async ({ params, body, actor, change, signal }) => {
      const app = await apps.getApp(params.app);
      const all = await places(app.name);
      const wanted = all.filter(({ cluster }) => body.cluster === undefined || body.cluster === cluster);
      if (wanted.length === 0) {
        const where = body.cluster === undefined ? "nowhere yet" : `not in ${body.cluster}`;
        throw errors.job_unknown({ detail: `${app.name} runs ${where}` });
      }
      const chosen = wanted.map((place) => {
        const job = jobsOf(place.manifests).find(({ name }) => name === params.job);
        if (job === undefined)
          throw errors.job_unknown({ detail: `what runs in ${place.cluster} has no job ${params.job}` });
        if (job.when !== "manual")
          throw errors.job_not_manual({ detail: `job ${job.name} runs ${job.when} a release` });
        return { place, job };
      });
      const stamp = clock.now().getTime().toString(36);
      const runs: { cluster: string; name: string }[] = [];
      for (const { place, job } of chosen) {
        const { cluster, namespace } = place;
        const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
        const writer = await fleet.client(cluster, "release", actor.name);
        const name = `${job.manifest.metadata.name.slice(0, 53)}-${stamp}`;
        const before = (await listRuns(writer, { namespace, app: app.name }, limit)).filter(
          (run) => run.task === job.name && run.made,
        );
        await startRun(writer, job, { name, release: null, attempt: 1, decision: 0 }, limit);
        await trimRuns(writer, namespace, before, limit);
        runs.push({ cluster, name });
      }
      return change(() =>
        Promise.resolve({
          result: { runs },
          subject: { kind: "app", id: app.name, name: app.name, team: app.team, app: app.name },
          detail: { job: params.job, runs },
        }),
      );
    }),
  ];
}

function tasksOf(manifests: readonly Manifest[]): Pick<AppTask, "kind" | "name" | "when">[] {
  const schedules = manifests.flatMap(({ kind, metadata, spec }) => {
    const name = metadata.labels["halcyon.dev/task"];
    if (kind !== "CronJob" || name === undefined) return [];
    return [{ kind: "schedule" as const, name, when: (spec as { schedule: string }).schedule }];
  });
  return [...schedules, ...jobsOf(manifests).map(({ name, when }) => ({ kind: "job" as const, name, when }))];
}
