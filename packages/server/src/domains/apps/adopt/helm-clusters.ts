/** A Helm release in each of an adoption's clusters: every cluster has Secrets of its own, or none. */
import type { KubeClient } from "#kube/client.ts";
import { objectPath } from "#kube/paths.ts";
import { type LiveObject, readObject } from "../cluster/objects.ts";
import { type HelmRelease, readRelease } from "./helm.ts";
import { helmReleaseOf, keepsAnnotation } from "./live.ts";

const workloads = new Set(["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicaSet"]);

/** Whether everything a Helm release runs is the app's once it is taken. */
export function isWhole(helm: HelmRelease | null): boolean {
  return helm !== null && helm.objects.filter(({ kind }) => workloads.has(kind)).length <= 1;
}

/** A cluster's Helm release of that name; null where it has none, or none is asked for. @throws HalcyonError app_helm_unreadable */
export async function releaseIn(at: {
  readonly client: KubeClient;
  readonly cluster: string;
  readonly workload: string;
  readonly namespace: string;
  readonly release: string | undefined;
  readonly signal: AbortSignal;
}): Promise<HelmRelease | null> {
  const { client, workload, namespace, release, signal } = at;
  if (release === undefined) return null;
  try {
    return await readRelease(client, { namespace, release }, signal);
  } catch (error) {
    // Where Helm never was, nobody has to let Halcyon read Secrets.
    const live = await readObject(client, objectPath("Deployment", namespace, workload), { signal });
    if (
      live !== null &&
      helmReleaseOf(live) === null &&
      live.metadata.annotations?.[keepsAnnotation] === undefined
    )
      return null;
    throw error;
  }
}

/** What a person has to know about Helm in one cluster before it is taken. */
export function helmWarnings(
  { cluster, live, helm }: { cluster: string; live: LiveObject; helm: HelmRelease | null },
  asked: string | undefined,
): string[] {
  const marked = helmReleaseOf(live);
  if (helm === null) {
    return marked === null
      ? []
      : [
          `${cluster}: it is part of Helm release ${marked}: adopt it with --helm ${marked}, or \`helm upgrade\` and \`helm uninstall\` go on changing and deleting it`,
        ];
  }
  if (marked !== null && marked !== asked)
    return [`${cluster}: it is part of Helm release ${marked}, not ${helm.release}`];
  if (isWhole(helm))
    return [
      `${cluster}: Helm will no longer find release ${helm.release}: its Secrets are kept under the label owner=halcyon`,
    ];
  const others = helm.objects
    .filter(({ kind }) => workloads.has(kind))
    .map(({ kind, name }) => `${kind} ${name}`);
  return [
    `${cluster}: release ${helm.release} runs ${others.join(", ")}: Helm keeps it, and \`helm uninstall ${helm.release}\` would delete what is taken over here too`,
  ];
}
