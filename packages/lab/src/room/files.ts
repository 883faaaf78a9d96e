import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeStages } from "#kwok/node-stages.ts";
import { podStages } from "#kwok/pod-stages.ts";
import { podCidr } from "#room/addresses.ts";
import { type RoomState, writePrivate } from "#room/state.ts";
import { type RoomUser, roomUsers } from "#room/types.ts";

const data = (name: string) => fileURLToPath(new URL(`../../manifests/${name}`, import.meta.url));

/** Groups of each identity. `halcyon` has none: what it may do is bound to its user name and the groups it acts as. */
const groups: Record<RoomUser, string[]> = {
  admin: ["system:masters"],
  halcyon: [],
  "system:kube-controller-manager": [],
  "system:kube-scheduler": [],
  // kwok plays the kubelets of all nodes; the lab trusts it as it trusts itself.
  kwok: ["system:masters"],
};

/** Writes the files the components read that need no certificate yet. */
export async function writeConfigFiles(dir: string, state: RoomState): Promise<void> {
  const lines = roomUsers.map((user) => {
    const list = groups[user].length > 0 ? `,"${groups[user].join(",")}"` : "";
    return `${state.tokens[user]},${user},${user}${list}`;
  });
  await writePrivate(join(dir, "tokens.csv"), `${lines.join("\n")}\n`);
  await writePrivate(join(dir, "audit-policy.yaml"), await readFile(data("audit-policy.yaml"), "utf8"));
  await writePrivate(
    join(dir, "scheduler.yaml"),
    schedulerConfig(join(dir, "kubeconfigs", "kube-scheduler.yaml")),
  );
  // JSON is YAML too, and needs no escaping of the templates.
  const stages = [...nodeStages, ...podStages].map((stage) => JSON.stringify(stage));
  await writePrivate(join(dir, "kwok.yaml"), [kwokConfig(state), ...stages].join("\n---\n"));
}

/** Writes a kubeconfig for each identity, once the API server has made its certificate. Returns their paths. */
export async function writeKubeconfigs(dir: string, state: RoomState, server: string, ca: string) {
  const folder = join(dir, "kubeconfigs");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const write = async (user: RoomUser) => {
    const file = join(folder, `${user.replace("system:", "")}.yaml`);
    await writePrivate(file, kubeconfig({ name: state.name, server, ca, user, token: state.tokens[user] }));
    return file;
  };
  const [admin, halcyon] = await Promise.all(roomUsers.map(write));
  return { admin: admin as string, halcyon: halcyon as string };
}

/** Text of a kubeconfig with one cluster, one user and one context. */
export function kubeconfig(entry: {
  name: string;
  server: string;
  ca: string;
  user: string;
  token: string;
}): string {
  return `apiVersion: v1
kind: Config
current-context: ${entry.name}
clusters:
  - name: ${entry.name}
    cluster:
      server: ${entry.server}
      certificate-authority-data: ${Buffer.from(entry.ca).toString("base64")}
users:
  - name: "${entry.user}"
    user:
      token: ${entry.token}
contexts:
  - name: ${entry.name}
    context:
      cluster: ${entry.name}
      user: "${entry.user}"
`;
}

function schedulerConfig(kubeconfigFile: string): string {
  // Short back-offs: a pod that did not fit must not keep a test waiting for ten seconds after room was made.
  return `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
clientConnection:
  kubeconfig: ${JSON.stringify(kubeconfigFile)}
  qps: 1000
  burst: 2000
leaderElection:
  leaderElect: false
podInitialBackoffSeconds: 1
podMaxBackoffSeconds: 2
`;
}

function kwokConfig(state: RoomState): string {
  return `apiVersion: config.kwok.x-k8s.io/v1alpha1
kind: KwokConfiguration
metadata:
  name: ${state.name}
options:
  cidr: ${podCidr(state.index, 0)}
  podPlayStageParallelism: 16
  nodePlayStageParallelism: 4
  nodeLeaseParallelism: 4
  podsOnNodeSyncParallelism: 8
  enableDebuggingHandlers: false
`;
}
