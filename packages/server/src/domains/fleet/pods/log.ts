import type { KubeClient } from "#kube/client.ts";
import { KubeError } from "#kube/errors.ts";
import { objectPath } from "#kube/paths.ts";
import { errors } from "../errors.ts";
import { notFound, patience, type PodDeps, type PodPlace } from "./detail.ts";
import { type Pod, statusesOf } from "./pod.ts";

/** A container that has a log, and which run of it. */
export interface LoggedContainer {
  readonly client: KubeClient;
  readonly name: string;
  /** Differs from run to run. */
  readonly run: string;
  readonly running: boolean;
}

const mostBytes = 16 * 1024 * 1024;

/**
 * Looks at the pod before its log is asked for: what is wrong is then known in the cluster's own words.
 * @param container its first one unless told
 * @throws HalcyonError fleet_pod_not_found, fleet_container_not_found, fleet_container_not_started, fleet_no_previous_run,
 *   fleet_cluster_unreachable
 */
export async function loggedContainer(
  deps: PodDeps,
  at: PodPlace,
  wanted: { readonly container?: string | undefined; readonly previous?: boolean },
  signal: AbortSignal,
): Promise<LoggedContainer> {
  try {
    const { status } = await deps.followed(at.cluster);
    const client = await deps.client(at.cluster);
    const timeoutMs = status().state === "unreachable" ? patience.unreachable : patience.usual;
    const pod = await client.get<Pod>(objectPath("Pod", at.namespace, at.pod), { timeoutMs, signal });
    return { client, ...chosen(pod, at, wanted) };
  } catch (error) {
    throw refusalOf(error, at);
  }
}

function chosen(pod: Pod, at: PodPlace, wanted: { container?: string | undefined; previous?: boolean }) {
  const { spec = {} } = pod;
  const names = [spec.containers, spec.initContainers, spec.ephemeralContainers].flatMap((group) =>
    (group ?? []).map(({ name }) => name),
  );
  const name = wanted.container ?? names[0];
  if (name === undefined || !names.includes(name)) {
    throw errors.container_not_found({
      detail: `${at.pod} has no container ${name}; it has ${names.join(", ")}.`,
    });
  }
  const status = statusesOf(pod).get(name);
  const { waiting, running, terminated } = status?.state ?? {};
  const before = status?.lastState?.terminated;
  if (wanted.previous && !before) {
    throw errors.no_previous_run({ detail: `${name} of ${at.pod} has not been restarted.` });
  }
  // One that waits for its next run still has the log of the last.
  if (!running && !terminated && !before) {
    const why = waiting?.reason ?? "not created yet";
    const more = waiting?.message ? `: ${waiting.message.slice(0, 300)}` : "";
    throw errors.container_not_started({ detail: `${name} of ${at.pod} waits (${why})${more}.` });
  }
  return {
    name,
    run: `${status?.restartCount ?? 0} ${running?.startedAt ?? ""}`,
    running: running !== undefined,
  };
}

/** The last lines of a container's log. @throws HalcyonError as `loggedContainer`, fleet_log_too_large, fleet_log_unavailable */
export async function podLog(
  deps: PodDeps,
  at: PodPlace,
  query: { container?: string | undefined; previous: boolean; tail: number; timestamps: boolean },
  signal: AbortSignal,
): Promise<string> {
  const { client, name } = await loggedContainer(deps, at, query, signal);
  const { previous, tail: tailLines, timestamps } = query;
  const asked = { container: name, previous, tailLines, timestamps, limitBytes: mostBytes + 1 };
  const text = await client.logs(at.namespace, at.pod, asked, { signal }).catch((error: unknown) => {
    throw refusalOf(error, at);
  });
  // The cluster cuts at the end, where the newest lines are.
  if (Buffer.byteLength(text) > mostBytes) {
    throw errors.log_too_large({
      detail: `The last ${tailLines} lines of ${name} are more than ${mostBytes / 1024 / 1024} MiB.`,
    });
  }
  return text;
}

/** What went wrong at the cluster, in the domain's terms. */
export function refusalOf(error: unknown, at: PodPlace): unknown {
  if (!(error instanceof KubeError) || error.kind === "aborted") return error;
  if (error.reason === "NotFound") return notFound(at);
  const details = { detail: `${at.cluster}: ${error.message}.`, cause: error };
  if (error.kind === "api") return errors.log_unavailable(details);
  const hint = "Try again when it answers: `halcyon cluster list` shows how every cluster stands.";
  return errors.cluster_unreachable({ ...details, hint });
}
