import { nodeAddress, podCidr } from "#room/addresses.ts";
import { type ApiClient, ApiStatusError } from "#room/api.ts";
import type { RoomState } from "#room/state.ts";
import type { RoomOptions } from "#room/types.ts";

/** Creates the room's nodes that do not exist yet, Ready from the start; points the others at this run's log server. */
export async function ensureNodes(api: ApiClient, state: RoomState, options: RoomOptions): Promise<void> {
  const count = options.nodes ?? 20;
  await Promise.all(
    Array.from({ length: count }, (_, number) => ensureNode(api, nodeObject(number, state, options))),
  );
}

/** Names a node after its room, so that it is unique in a fleet: `north-mobile-07`. */
export const nodeName = (room: string, number: number) => `${room}-${String(number + 1).padStart(2, "0")}`;

async function ensureNode(api: ApiClient, node: ReturnType<typeof nodeObject>): Promise<void> {
  try {
    await api.request("POST", "/api/v1/nodes", node);
  } catch (error) {
    if (!(error instanceof ApiStatusError && error.status === 409)) throw error;
    const { addresses, daemonEndpoints } = node.status;
    await api.request(
      "PATCH",
      `/api/v1/nodes/${node.metadata.name}/status`,
      { status: { addresses, daemonEndpoints } },
      { contentType: "application/merge-patch+json" },
    );
  }
}

function nodeObject(number: number, state: RoomState, options: RoomOptions) {
  const name = nodeName(state.name, number);
  const cidr = podCidr(state.index, number);
  const now = new Date().toISOString();
  const resources = {
    cpu: options.nodeCpu ?? "32",
    memory: options.nodeMemory ?? "128Gi",
    pods: String(options.nodePods ?? 1_000),
    "ephemeral-storage": "500Gi",
  };
  const condition = (type: string, status: "True" | "False", reason: string) => ({
    type,
    status,
    reason,
    message: "",
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  });
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/os": "linux",
        "kubernetes.io/hostname": name,
        "topology.kubernetes.io/zone": state.name,
        "node.halcyon.dev/lab": "true",
      },
    },
    spec: { podCIDR: cidr, podCIDRs: [cidr] },
    status: {
      capacity: resources,
      allocatable: resources,
      phase: "Running",
      conditions: [
        condition("Ready", "True", "KubeletReady"),
        condition("MemoryPressure", "False", "KubeletHasSufficientMemory"),
        condition("DiskPressure", "False", "KubeletHasNoDiskPressure"),
        condition("PIDPressure", "False", "KubeletHasSufficientPID"),
        condition("NetworkUnavailable", "False", "RouteCreated"),
      ],
      addresses: [
        { type: "InternalIP", address: nodeAddress(state.index, number) },
        { type: "Hostname", address: name },
        { type: "InternalDNS", address: "127.0.0.1" },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: state.ports.kubelet } },
      nodeInfo: {
        architecture: "amd64",
        operatingSystem: "linux",
        bootID: "",
        machineID: "",
        systemUUID: "",
        kernelVersion: "6.1.0-lab",
        osImage: "Debian GNU/Linux 12 (bookworm)",
        containerRuntimeVersion: "kwok://0.8.0",
        kubeletVersion: "v1.37.2",
        kubeProxyVersion: "",
      },
    },
  };
}
