/** The pods of the new version, for testers, and why they are not Ready, for whoever waits. */
import type { PlanTarget } from "@halcyon/contracts";
import type { KubeClient } from "#kube/client.ts";
import { collectionPath } from "#kube/paths.ts";
import type { KubeObject, ObjectMeta } from "#kube/types.ts";
import type { TargetInstance } from "../port.ts";

/** How the pods of the new version are found: a label with one of some values. */
export interface NewPods {
  readonly label: string;
  readonly values: readonly string[];
  /** The controller's own complaints, a line each. */
  readonly failures: readonly string[];
}

interface ContainerState {
  readonly name: string;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
  };
}

interface Pod {
  readonly metadata: ObjectMeta;
  readonly spec: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly reason?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
    }[];
    readonly containerStatuses?: readonly ContainerState[];
  };
}

interface KubeEvent extends KubeObject {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly name?: string };
  readonly lastTimestamp?: string;
}

/** Instances of the new version, oldest first. */
export async function newPods(
  client: KubeClient,
  found: NewPods,
  target: PlanTarget,
  signal: AbortSignal,
): Promise<TargetInstance[]> {
  const pods = await podsOf(client, found, target, signal);
  return pods.map((pod) => ({
    name: pod.metadata.name,
    ip: pod.status?.podIP ?? null,
    node: pod.spec.nodeName ?? null,
    ready: isReady(pod),
    phase: pod.status?.phase ?? "Unknown",
    reason: whyNot(pod),
    restarts: (pod.status?.containerStatuses ?? []).reduce((sum, one) => sum + (one.restartCount ?? 0), 0),
    createdAt: pod.metadata.creationTimestamp ?? "",
  }));
}

/** A few lines on each of the first pods that are not Ready: container states, events, last log lines. */
export async function explainPods(
  client: KubeClient,
  found: NewPods,
  target: PlanTarget,
  signal: AbortSignal,
): Promise<string[]> {
  const lines = [...found.failures];
  const late = (await podsOf(client, found, target, signal)).filter((pod) => !isReady(pod)).slice(0, 3);
  const events = late.length === 0 ? [] : await warnings(client, target, signal);
  for (const pod of late) {
    const { name } = pod.metadata;
    lines.push(`pod ${name}: ${whyNot(pod) ?? "not Ready"}`);
    const own = events.filter((event) => event.involvedObject?.name === name).slice(-2);
    lines.push(...own.map((event) => `event on ${name}: ${event.reason ?? ""}: ${event.message ?? ""}`));
    lines.push(...(await lastLines(client, target, name, signal)));
  }
  return lines.map((line) => line.slice(0, 500)).slice(0, 20);
}

async function podsOf(
  client: KubeClient,
  found: NewPods,
  target: PlanTarget,
  signal: AbortSignal,
): Promise<Pod[]> {
  if (found.values.length === 0) return [];
  const path = collectionPath("Pod", target.namespace);
  const labelSelector = `${found.label} in (${found.values.join(",")})`;
  const list = await client.list<Pod>(path, { labelSelector, limit: 1000 }, { signal });
  const running = list.items.filter(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined &&
      !["Failed", "Succeeded"].includes(pod.status?.phase ?? ""),
  );
  return running.sort((a, b) =>
    (a.metadata.creationTimestamp ?? "").localeCompare(b.metadata.creationTimestamp ?? ""),
  );
}

function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some((one) => one.type === "Ready" && one.status === "True") ?? false;
}

function whyNot(pod: Pod): string | null {
  if (isReady(pod)) return null;
  for (const container of pod.status?.containerStatuses ?? []) {
    const { waiting, terminated } = container.state ?? {};
    const again = container.restartCount ? `, restarted ${container.restartCount} times` : "";
    if (waiting !== undefined)
      return `${container.name} waits: ${waiting.reason ?? ""} ${waiting.message ?? ""}${again}`.trim();
    if (terminated !== undefined)
      return `${container.name} ended: ${terminated.reason ?? ""} (exit code ${terminated.exitCode ?? "?"})${again}`;
  }
  const condition = pod.status?.conditions?.find(
    (one) => one.status === "False" && one.message !== undefined,
  );
  return condition?.message ?? pod.status?.reason ?? `phase ${pod.status?.phase ?? "Unknown"}, not Ready`;
}

async function warnings(
  client: KubeClient,
  target: PlanTarget,
  signal: AbortSignal,
): Promise<readonly KubeEvent[]> {
  const path = collectionPath("Event", target.namespace);
  const list = await client.list<KubeEvent>(path, { fieldSelector: "type=Warning", limit: 500 }, { signal });
  return [...list.items].sort((a, b) => (a.lastTimestamp ?? "").localeCompare(b.lastTimestamp ?? ""));
}

/** The log may be unreadable for many good reasons (not started, no kubelet): then there are no lines to show. */
async function lastLines(
  client: KubeClient,
  target: PlanTarget,
  pod: string,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    const text = await client.logs(target.namespace, pod, { tailLines: 3 }, { timeoutMs: 3000, signal });
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => `log of ${pod}: ${line}`);
  } catch {
    return [];
  }
}
