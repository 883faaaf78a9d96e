import type { ObservedPod } from "#observer/index.ts";
import type { Room } from "#room/types.ts";

export interface WorkloadOptions {
  name: string;
  namespace?: string;
  replicas?: number;
  image?: string;
  /** Labels on the pod template, such as `lab.halcyon.dev/ready-after`. */
  labels?: Record<string, string>;
  /** Merged into the Deployment's spec. */
  spec?: Record<string, unknown>;
  cpu?: string;
}

/** A Deployment with one container and the label `app: <name>`. */
export function deployment(options: WorkloadOptions) {
  const { name, namespace = "default", replicas = 1, image = "nginx:1" } = options;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name, ...options.labels } },
        spec: {
          containers: [
            {
              name: "main",
              image,
              ports: [{ containerPort: 8080 }],
              ...(options.cpu ? { resources: { requests: { cpu: options.cpu } } } : {}),
            },
          ],
        },
      },
      ...options.spec,
    },
  };
}

/** Polls every 50 ms until the probe gives something truthy; on timeout throws with the probe's last answer. */
export async function eventually<T>(
  probe: () => Promise<T> | T,
  what: string,
  timeoutMs = 20_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const found = await probe();
      if (found) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}; last: ${String(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The pods with `app: <name>`. */
export async function podsOf(room: Room, name: string, namespace = "default"): Promise<ObservedPod[]> {
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(`app=${name}`)}`;
  return (await room.api<{ items: ObservedPod[] }>("GET", path)).items;
}

/** Waits until a Deployment is complete by its own status. */
export function settled(room: Room, name: string, namespace = "default", timeoutMs = 20_000) {
  return eventually(
    async () => {
      const found = await room.api("GET", `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
      const { replicas } = found.spec;
      const { status } = found;
      const complete =
        status.observedGeneration >= found.metadata.generation &&
        (status.replicas ?? 0) === replicas &&
        (status.updatedReplicas ?? 0) === replicas &&
        (status.availableReplicas ?? 0) === replicas;
      return complete && found;
    },
    `deployment ${name} to be complete`,
    timeoutMs,
  );
}

/** What `kubectl set image` does. */
export function setImage(room: Room, name: string, image: string, namespace = "default") {
  return room.api(
    "PATCH",
    `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`,
    { spec: { template: { spec: { containers: [{ name: "main", image }] } } } },
    { contentType: "application/strategic-merge-patch+json" },
  );
}
