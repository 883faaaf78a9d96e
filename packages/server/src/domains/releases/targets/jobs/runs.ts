/** Runs of an app's jobs in a cluster: Jobs made after the rendered one, a name for each attempt. */
import type { AppJob, Manifest } from "#domains/apps/index.ts";
import type { KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import type { KubeObject } from "#kube/types.ts";

const releaseLabel = "halcyon.dev/release";
const attemptLabel = "halcyon.dev/attempt";
/** The decision to put back that allowed an attempt after a failed one. */
const decisionAnnotation = "halcyon.dev/decision";
/** Ended runs of a job that are kept to look at. */
const kept = 5;

export interface LiveJob extends KubeObject {
  readonly status?: {
    readonly active?: number;
    readonly failed?: number;
    readonly succeeded?: number;
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
      readonly lastTransitionTime?: string;
    }[];
  };
}

type RunState = "running" | "done" | "failed";

/** One attempt of a job. */
export interface JobRun {
  readonly name: string;
  readonly task: string;
  /** The release it belongs to; null for one a person started. */
  readonly release: string | null;
  readonly attempt: number;
  readonly decision: number;
  readonly state: RunState;
  readonly reason: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Made after a job of the spec; false for a schedule's. */
  readonly made: boolean;
}

export function runOf({ metadata, status }: LiveJob): JobRun {
  const labels = metadata.labels ?? {};
  const holds = (type: string) =>
    status?.conditions?.find((one) => one.type === type && one.status === "True");
  const failed = holds("Failed");
  const done = holds("Complete");
  return {
    name: metadata.name,
    task: labels["halcyon.dev/task"] ?? "",
    release: labels[releaseLabel] ?? null,
    attempt: Number(labels[attemptLabel] ?? 1),
    decision: Number(metadata.annotations?.[decisionAnnotation] ?? 0),
    state: failed === undefined ? (done === undefined ? "running" : "done") : "failed",
    reason: failed === undefined ? "" : `${failed.reason ?? "Failed"}: ${failed.message ?? ""}`,
    startedAt: status?.startTime ?? metadata.creationTimestamp ?? null,
    made: (metadata.ownerReferences ?? []).length === 0,
    endedAt: status?.completionTime ?? failed?.lastTransitionTime ?? null,
  };
}

/** All runs of an app's jobs and schedules, newest last. @throws KubeError */
export async function listRuns(
  client: KubeClient,
  at: { readonly namespace: string; readonly app: string },
  signal: AbortSignal,
): Promise<JobRun[]> {
  const labelSelector = `halcyon.dev/task-of=${at.app}`;
  const list = await client.list<LiveJob>(
    collectionPath("Job", at.namespace),
    { labelSelector, limit: 500 },
    { signal },
  );
  return list.items.map(runOf).sort((a, b) => (a.startedAt ?? "").localeCompare(b.startedAt ?? ""));
}

/**
 * Starts a run. Two processes that start the same attempt start one: it has one name.
 * @throws KubeError
 */
export async function startRun(
  client: KubeClient,
  job: AppJob,
  run: {
    readonly name: string;
    readonly release: string | null;
    readonly attempt: number;
    readonly decision: number;
  },
  signal: AbortSignal,
): Promise<void> {
  const { manifest } = job;
  const { namespace } = manifest.metadata;
  try {
    await client.post(collectionPath("Job", namespace), bodyOf(manifest, run), {
      fieldManager: "halcyon",
      signal,
    });
  } catch (error) {
    if (!hasReason(error, "AlreadyExists")) throw error;
  }
}

function bodyOf(manifest: Manifest, run: Parameters<typeof startRun>[2]): object {
  const { suspend: _suspend, ...spec } = manifest["spec"] as {
    suspend?: boolean;
    template: { metadata: { labels: Record<string, string> } };
  };
  const marks = {
    ...(run.release === null ? {} : { [releaseLabel]: run.release }),
    [attemptLabel]: String(run.attempt),
  };
  return {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      name: run.name,
      // What finds the app's tasks finds their runs, and its pods too.
      labels: { ...manifest.metadata.labels, ...spec.template.metadata.labels, ...marks },
      annotations: { ...manifest.metadata.annotations, [decisionAnnotation]: String(run.decision) },
    },
    spec,
  };
}

/** Removes ended runs of a job but the newest few. */
export async function trimRuns(
  client: KubeClient,
  namespace: string,
  runs: readonly JobRun[],
  signal: AbortSignal,
): Promise<void> {
  const ended = runs.filter(({ state }) => state !== "running");
  for (const { name } of ended.slice(0, Math.max(0, ended.length - kept))) {
    await client
      .delete(objectPath("Job", namespace, name), { propagation: "Background", signal })
      .catch((error: unknown) => {
        if (!hasReason(error, "NotFound")) throw error;
      });
  }
}

interface TaskPod extends KubeObject {
  readonly status?: {
    readonly containerStatuses?: readonly {
      readonly state?: {
        readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
        readonly waiting?: { readonly reason?: string; readonly message?: string };
      };
    }[];
  };
}

/** Why a run failed, in its last pod's own words: how the container ended, and its last log lines. */
export async function whyFailed(
  client: KubeClient,
  namespace: string,
  run: JobRun,
  signal: AbortSignal,
): Promise<string> {
  const labelSelector = `batch.kubernetes.io/job-name=${run.name}`;
  const { items } = await client.list<TaskPod>(
    collectionPath("Pod", namespace),
    { labelSelector },
    { signal },
  );
  const pod = [...items]
    .sort((a, b) => (a.metadata.creationTimestamp ?? "").localeCompare(b.metadata.creationTimestamp ?? ""))
    .at(-1);
  if (pod === undefined) return run.reason;
  const state = pod.status?.containerStatuses?.[0]?.state;
  const ended =
    state?.terminated === undefined
      ? (state?.waiting?.reason ?? "")
      : `${state.terminated.reason ?? ""} (exit code ${state.terminated.exitCode ?? "?"})`;
  // The log may be unreadable for many good reasons: then there are no lines to show.
  const log = await client
    .logs(namespace, pod.metadata.name, { tailLines: 3 }, { timeoutMs: 3000, signal })
    .catch(() => "");
  return [run.reason, ended, ...log.split("\n")]
    .map((part) => part.trim().slice(0, 300))
    .filter((part) => part !== "")
    .join("; ");
}
