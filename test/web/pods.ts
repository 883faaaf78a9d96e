/** Pods that tests make in a room themselves, in a namespace of their own. */
import { createKubeClient, type KubeClient } from "../../packages/server/src/kube/client.ts";
import { collectionPath, objectPath } from "../../packages/server/src/kube/paths.ts";
import type { KubeObject } from "../../packages/server/src/kube/types.ts";
import { until } from "../../packages/server/src/platform/testing/until.ts";
import type { SharedRoom } from "../rooms.ts";

/** A client with all rights in a room. */
export function adminIn(room: SharedRoom): KubeClient {
  return createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
}

export interface LivePod extends KubeObject {
  readonly spec: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly containerStatuses?: readonly { readonly name: string }[];
  };
}

export interface PodMore {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly image?: string;
}

export interface RoomPods {
  readonly namespace: string;
  /** As the cluster's administrator. */
  readonly client: KubeClient;
  /** Creates a pod; kwok runs it. */
  create(name: string, more?: PodMore): Promise<void>;
  /** Waits until it runs. */
  running(name: string): Promise<LivePod>;
  remove(name: string): Promise<void>;
  /** Removes the namespace. */
  close(): Promise<void>;
}

export async function roomPods(room: SharedRoom, namespace: string): Promise<RoomPods> {
  const client = adminIn(room);
  const path = (name: string) => objectPath("Pod", namespace, name);
  await client.post(collectionPath("Namespace"), { metadata: { name: namespace } });
  // The controller makes it too, later.
  await client
    .post(collectionPath("ServiceAccount", namespace), { metadata: { name: "default" } })
    .catch(() => undefined);
  return {
    namespace,
    client,
    async create(name, { labels = {}, annotations = {}, image = "registry.demo/tool:1" } = {}) {
      await client.post(collectionPath("Pod", namespace), {
        metadata: { name, labels, annotations },
        spec: { containers: [{ name: "main", image }] },
      });
    },
    running: (name) =>
      until(`${name} to run`, async () => {
        const pod = await client.get<LivePod>(path(name));
        return pod.status?.phase === "Running" ? pod : null;
      }),
    remove: (name) => client.delete(path(name)),
    async close() {
      await client.delete(objectPath("Namespace", undefined, namespace));
      await client.close();
    },
  };
}
