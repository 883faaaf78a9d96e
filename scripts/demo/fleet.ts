import { setTimeout as sleep } from "node:timers/promises";
import { fleetEndpoints } from "@halcyon/contracts";
import type { Lab, LabRoom } from "@halcyon/lab";
import type { Client } from "../../packages/cli/src/client/client.ts";
import { unlessThere } from "./accounts.ts";

/** Registers the lab's rooms, each with the one cluster in it; one whose address changed gets the new one. */
export async function registerRooms(operator: Client, lab: Lab): Promise<void> {
  const { items } = await operator.call(fleetEndpoints.clusterList, { query: { limit: 100 } });
  const known = new Map(items.map((cluster) => [cluster.name, cluster.server]));
  await Promise.all(lab.rooms.map((room) => registerRoom(operator, room, known.get(room.name))));
}

async function registerRoom(operator: Client, room: LabRoom, known: string | undefined): Promise<void> {
  const { name, title } = room;
  const { server, token, caData: ca } = room.registration;
  const credentials = { kind: "token", server, token, ca } as const;
  if (known === undefined) {
    await unlessThere(() =>
      operator.call(fleetEndpoints.roomCreate, { body: { name, displayName: title, carrier: title } }),
    );
    await operator.call(fleetEndpoints.clusterAdd, { body: { name, room: name, credentials } });
  } else if (known !== server) {
    await operator.call(fleetEndpoints.clusterUpdate, { params: { cluster: name }, body: { credentials } });
  }
}

/** Waits until Halcyon's view of every cluster is fresh. @throws Error that names those that are not, and why */
export async function waitUntilFresh(
  operator: Client,
  say: (what: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const patience = performance.now() + 60_000;
  for (;;) {
    const { items } = await operator.call(fleetEndpoints.clusterList, { query: { limit: 100 } });
    const waiting = items.filter(({ state }) => state !== "fresh");
    if (waiting.length === 0) return;
    if (performance.now() > patience) {
      const reasons = waiting.map(
        ({ name, state, reason }) => `${name} is ${state}${reason && ` (${reason})`}`,
      );
      throw new Error(`After a minute ${reasons.join(", ")}.`);
    }
    say(`loading ${waiting.map(({ name }) => name).join(", ")}`);
    await sleep(200, undefined, { signal });
  }
}
