import type { KubeClient } from "#kube/client.ts";

/** What apps need of the fleet; the fleet's door fits. */
export interface AppsFleet {
  rooms(): Promise<readonly { readonly name: string }[]>;
  clusters(): Promise<readonly FleetCluster[]>;
  /** @throws HalcyonError or KubeError when there is no way to the cluster */
  client(clusterId: string, act: "apps", actor: string): Promise<KubeClient>;
}

export interface FleetCluster {
  readonly id: string;
  readonly name: string;
  readonly room: string;
}
