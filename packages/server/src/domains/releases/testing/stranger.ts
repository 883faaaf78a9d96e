/** Somebody with rights of their own in a cluster, who changes what a release depends on as kubectl does. */
import { createKubeClient, type KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import type { ObjectMeta } from "#kube/types.ts";
import type { FixtureRoom } from "./fixture.ts";

export interface LiveDeployment {
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly replicas: number;
    readonly paused?: boolean;
    readonly minReadySeconds?: number;
    readonly progressDeadlineSeconds: number;
    readonly strategy: {
      readonly type: string;
      readonly rollingUpdate?: {
        readonly maxSurge: number | string;
        readonly maxUnavailable: number | string;
      };
    };
    readonly template: {
      readonly metadata: {
        readonly labels?: Record<string, string>;
        readonly annotations?: Record<string, string>;
      };
      readonly spec: {
        readonly containers: {
          readonly name: string;
          readonly image: string;
          readonly env?: { name: string; value: string }[];
        }[];
      };
    };
  };
}

export interface LiveSet {
  readonly metadata: ObjectMeta;
  readonly spec: { readonly replicas: number; readonly template: LiveDeployment["spec"]["template"] };
}

/** One app's objects in one cluster, and kubectl's ways of changing them. */
export interface Stranger {
  readonly client: KubeClient;
  /** Null when there is none. */
  deployment(): Promise<LiveDeployment | null>;
  sets(): Promise<readonly LiveSet[]>;
  /** The ReplicaSet whose pods run this image. */
  set(image: string): Promise<LiveSet>;
  setImage(image: string): Promise<void>;
  /** To the template of the ReplicaSet with this image. */
  undo(image: string): Promise<void>;
  restart(): Promise<void>;
  /** `kubectl edit`, adding what no applied field conflicts with. */
  addEnv(name: string, value: string): Promise<void>;
  pause(): Promise<void>;
  remove(): Promise<void>;
  removeSet(image: string): Promise<void>;
  /** `kubectl edit service`: traffic goes to another port. */
  divertService(port: number): Promise<void>;
  scaleSet(image: string, replicas: number): Promise<void>;
  /** @param manager `kube-controller-manager` when it is the autoscaler */
  scale(replicas: number, manager?: string): Promise<void>;
  close(): Promise<void>;
}

export function strangerIn(room: FixtureRoom, app: string): Stranger {
  const client = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
  const apps = `/apis/apps/v1/namespaces/${app}`;
  const path = `${apps}/deployments/${app}`;
  const podSpec = (spec: object) => ({ spec: { template: { spec } } });

  async function live(): Promise<LiveDeployment> {
    return client.get<LiveDeployment>(path);
  }
  async function sets(): Promise<readonly LiveSet[]> {
    return (await client.list<LiveSet>(`${apps}/replicasets`)).items;
  }
  async function set(image: string): Promise<LiveSet> {
    const found = (await sets()).find((one) => one.spec.template.spec.containers[0]?.image === image);
    if (found === undefined) throw new Error(`${app} has no ReplicaSet with ${image}`);
    return found;
  }

  return {
    client,
    sets,
    set,
    async deployment() {
      return live().catch((error: unknown) => {
        if (hasReason(error, "NotFound")) return null;
        throw error;
      });
    },
    async setImage(image) {
      const body = podSpec({ containers: [{ name: app, image }] });
      await client.patch(path, body, { type: "strategic", fieldManager: "kubectl-set" });
    },
    async undo(image) {
      const { template } = (await set(image)).spec;
      const { "pod-template-hash": _hash, ...labels } = template.metadata.labels ?? {};
      const value = { ...template, metadata: { ...template.metadata, labels } };
      const body = [{ op: "replace", path: "/spec/template", value }];
      await client.patch(path, body, { type: "json", fieldManager: "kubectl-rollout" });
    },
    async restart() {
      const annotations = { "kubectl.kubernetes.io/restartedAt": new Date().toISOString() };
      const body = { spec: { template: { metadata: { annotations } } } };
      await client.patch(path, body, { type: "strategic", fieldManager: "kubectl-rollout" });
    },
    async addEnv(name, value) {
      const body = podSpec({ containers: [{ name: app, env: [{ name, value }] }] });
      await client.patch(path, body, { type: "strategic", fieldManager: "kubectl-edit" });
    },
    async pause() {
      await client.patch(
        path,
        { spec: { paused: true } },
        { type: "strategic", fieldManager: "kubectl-rollout" },
      );
    },
    remove: () => client.delete(path, { propagation: "Background" }),
    async removeSet(image) {
      const { name } = (await set(image)).metadata;
      await client.delete(`${apps}/replicasets/${name}`, { propagation: "Background" });
    },
    async divertService(port) {
      const body = [{ op: "replace", path: "/spec/ports/0/targetPort", value: port }];
      await client.patch(`/api/v1/namespaces/${app}/services/${app}`, body, {
        type: "json",
        fieldManager: "kubectl-edit",
      });
    },
    async scaleSet(image, replicas) {
      const { name } = (await set(image)).metadata;
      const body = { spec: { replicas } };
      await client.patch(`${apps}/replicasets/${name}/scale`, body, {
        type: "merge",
        fieldManager: "kubectl-scale",
      });
    },
    async scale(replicas, manager = "kubectl-scale") {
      await client.patch(`${path}/scale`, { spec: { replicas } }, { type: "merge", fieldManager: manager });
    },
    close: () => client.close(),
  };
}
