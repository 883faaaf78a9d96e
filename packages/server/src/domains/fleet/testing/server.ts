/** A Halcyon with a fleet, and what tests of it do again and again. */
import { type Cluster, type ClusterCredentials, fleetEndpoints } from "@halcyon/contracts";
import { stringify } from "yaml";
import { until } from "#kube/testing/followed.ts";
import { createFleetDomain, type FleetDomain } from "#domains/fleet/index.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { type TestServer, testServer } from "#src/testing/server.ts";

export interface FleetTestServer extends TestServer {
  readonly fleet: FleetDomain;
}

export async function fleetServer(options: Parameters<typeof testServer>[1] = {}): Promise<FleetTestServer> {
  let fleet: FleetDomain | undefined;
  const server = await testServer((platform) => [(fleet = createFleetDomain(platform))], options);
  return { ...server, fleet: fleet as FleetDomain };
}

export interface Target {
  readonly server: string;
  readonly caData: string;
  readonly tokens: { readonly halcyon: string };
}

export function byToken(target: Target, server = target.server): ClusterCredentials {
  return { kind: "token", server, token: target.tokens.halcyon, ca: target.caData };
}

export function byKubeconfig(target: Target): ClusterCredentials {
  const data = Buffer.from(target.caData).toString("base64");
  const kubeconfig = stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "x",
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    clusters: [{ name: "c", cluster: { server: target.server, "certificate-authority-data": data } }],
    users: [{ name: "u", user: { token: target.tokens.halcyon } }],
  });
  return { kind: "kubeconfig", kubeconfig };
}

/** Registers a cluster in a room, which it makes when needed, and waits until its view is fresh. */
export async function register(
  who: ApiClient,
  name: string,
  room: string,
  credentials: ClusterCredentials,
): Promise<Cluster> {
  const made = await who.call(fleetEndpoints.roomCreate, { body: { name: room } });
  if (made.problem !== null && made.problem.code !== "fleet_room_exists")
    throw new Error(made.problem.detail);
  await who.get(fleetEndpoints.clusterAdd, { body: { name, room, credentials } });
  return stateOf(who, name, "fresh");
}

/** Waits for a state of a cluster. */
export function stateOf(who: ApiClient, name: string, state: Cluster["state"]): Promise<Cluster> {
  return until(`${name} to be ${state}`, async () => {
    const cluster = await who.get(fleetEndpoints.clusterGet, { params: { cluster: name } });
    return cluster.state === state ? cluster : null;
  });
}
