/** An app's schedules and jobs where it runs: their last runs, and running one by hand. */
import { type AppTask, taskEndpoints as table } from "@halcyon/contracts";
import { type AppsDomain, jobsOf, type Manifest } from "#domains/apps/index.ts";
import type { FleetDomain } from "#domains/fleet/index.ts";
import { KubeError } from "#kube/errors.ts";
import type { Platform } from "#platform/domain.ts";
import { type Route, route } from "#platform/http/types.ts";
import { errors } from "./errors.ts";
import { running } from "./repo.ts";
import { listRuns, startRun, trimRuns } from "./targets/jobs/runs.ts";

/** How long one cluster is waited for, ms. */
const patienceMs = 3000;

const within = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);

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
          const limit = within(signal);
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
      // What can be refused without a trace is asked first: the way to each cluster, and what ran there.
      const runs = await Promise.all(
        chosen.map(async ({ place: { cluster, namespace }, job }) => {
          const client = await fleet.client(cluster, "release", actor.name);
          const all = await listRuns(client, { namespace, app: app.name }, within(signal));
          const before = all.filter((run) => run.task === job.name && run.made);
          return {
            cluster,
            namespace,
            job,
            client,
            before,
            name: `${job.manifest.metadata.name.slice(0, 53)}-${stamp}`,
          };
        }),
      );
      const answer = { runs: runs.map(({ cluster, name }) => ({ cluster, name })) };
      // Recorded before it is done: a crash leaves a row without its run, never a run that nobody answers for.
      await change(() =>
        Promise.resolve({
          result: null,
          subject: {
            ...{ kind: "app", id: app.name, name: app.name, team: app.team, app: app.name },
            clusters: runs.map(({ cluster }) => cluster),
          },
          detail: { job: params.job, ...answer },
        }),
      );
      const failed: string[] = [];
      for (const { cluster, namespace, job, client, before, name } of runs) {
        try {
          await startRun(client, job, { name, release: null, attempt: 1, decision: 0 }, within(signal));
        } catch (error) {
          if (!(error instanceof KubeError)) throw error;
          failed.push(`${cluster}: ${error.message}`);
          continue;
        }
        // The run is there; what is not tidied now is tidied with the next one.
        await trimRuns(client, namespace, before, within(signal)).catch(() => {});
      }
      if (failed.length > 0) {
        const others = runs.length - failed.length;
        throw errors.job_not_started({
          detail: `job ${params.job} of ${app.name} was started in ${others} of ${runs.length} clusters; not in ${failed.join("; ")}`,
        });
      }
      return answer;
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
