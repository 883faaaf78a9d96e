/**
 * Pods of schedules and jobs. They run the app's image in the app's environment, and carry labels of their own: what
 * selects the app's instances (Service, budget, workload) must never find them.
 */
import { type AppSpec, containersOf } from "@halcyon/contracts";
import type { Manifest } from "../types.ts";
import type { FilesOfContainers } from "./config-files.ts";
import { renderContainer } from "./container.ts";
import { onceAnnotation, podVersionLabels, taskLabel, taskLabels, whenAnnotation } from "./labels.ts";
import { steadyLabels } from "./network.ts";
import { renderPlacement } from "./placement.ts";
import { renderPodSecurity } from "./security.ts";
import { contentHash, present, sorted } from "./stable.ts";

type Schedule = AppSpec["schedules"][number];
type Job = AppSpec["jobs"][number];

/** One CronJob for each schedule. */
export function renderSchedules(spec: AppSpec, namespace: string, files: FilesOfContainers): Manifest[] {
  return spec.schedules.map((schedule) => ({
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: {
      name: shortName(`${spec.name}-${schedule.name}`, 52),
      namespace,
      labels: { ...steadyLabels(spec), [taskLabel]: schedule.name },
    },
    spec: present({
      schedule: schedule.cron,
      timeZone: schedule.timezone,
      concurrencyPolicy: schedule.concurrency,
      startingDeadlineSeconds: schedule.deadlineSeconds,
      suspend: schedule.suspend,
      successfulJobsHistoryLimit: schedule.history.succeeded,
      failedJobsHistoryLimit: schedule.history.failed,
      jobTemplate: {
        metadata: { labels: taskLabels(spec.name, schedule.name) },
        spec: jobSpec(spec, schedule, files),
      },
    }),
  }));
}

/**
 * One Job for each job of the spec, asleep: a release, or a person, makes the runs after it. Its name carries the hash of
 * what it runs.
 */
export function renderJobs(spec: AppSpec, namespace: string, files: FilesOfContainers): Manifest[] {
  return spec.jobs.map((job) => {
    const content = jobSpec(spec, job, files);
    const name = shortName(`${spec.name}-${job.name}`, 50);
    return {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        name: `${name}-${contentHash(content).slice(0, 8)}`,
        namespace,
        labels: { ...steadyLabels(spec), [taskLabel]: job.name },
        annotations: { [whenAnnotation]: job.when, [onceAnnotation]: job.once },
      },
      spec: { suspend: true, ...content },
    };
  });
}

/** A Job's spec for a task: never restarted in place, so that each attempt's pod and log can be looked at. */
export function jobSpec(spec: AppSpec, task: Schedule | Job, files: FilesOfContainers): object {
  return present({
    backoffLimit: task.retries,
    activeDeadlineSeconds: task.timeoutSeconds,
    template: {
      metadata: { labels: sorted({ ...taskLabels(spec.name, task.name), ...podVersionLabels(spec) }) },
      spec: taskPod(spec, task, files),
    },
  });
}

/** The app's own container with another program; its neighbours, volumes, ports and checks are an instance's only. */
function taskPod(spec: AppSpec, task: Schedule | Job, files: FilesOfContainers): object {
  const [own] = containersOf(spec);
  if (own === undefined) throw new Error(`${spec.name} has no container`);
  const { drain: _drain, command: _command, args: _args, ...rest } = own;
  const container = renderContainer(
    spec.name,
    {
      ...rest,
      name: task.name,
      image: task.image ?? own.image,
      ...(task.command === undefined ? {} : { command: task.command }),
      ...(task.args === undefined ? {} : { args: task.args }),
      env: { ...own.env, ...task.env },
      resources: task.resources ?? own.resources,
      ports: [],
      health: {},
      mounts: {},
    },
    files.get(own.name)?.mounts ?? [],
  );
  const { nodeSelector, tolerations, nodes } = spec.placement;
  const { priorityClass, serviceAccountToken } = spec.pod;
  return present({
    serviceAccountName: spec.name,
    automountServiceAccountToken: serviceAccountToken,
    restartPolicy: "Never",
    imagePullSecrets: spec.pullSecrets?.map((name) => ({ name })),
    priorityClassName: priorityClass,
    securityContext: renderPodSecurity(spec),
    ...renderPlacement({ ...spec, placement: { nodeSelector, tolerations, nodes } }),
    containers: [container],
    volumes: files.get(own.name)?.volumes,
  });
}

/** A name no longer than allowed, told apart by a hash where it had to be cut. */
export function shortName(name: string, longest: number): string {
  return name.length <= longest ? name : `${name.slice(0, longest - 9)}-${contentHash(name).slice(0, 8)}`;
}
