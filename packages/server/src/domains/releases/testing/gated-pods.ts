/** Pods that become Ready when a test says so, not after a time: however slow the machine, a step stands where it should. */
import { setTimeout as wait } from "node:timers/promises";
import { createKubeClient } from "#kube/client.ts";
import type { KubeObject } from "#kube/types.ts";
import type { FixtureRoom } from "./fixture.ts";

/** On a pod template: its pods wait for `openGate`. */
export const gated = { "lab.halcyon.dev/ready": "never", "lab.halcyon.dev/ready-after": "0s" } as const;

/** Lets the gated pods of a namespace become Ready, those to come too, until closed. */
export function openGate(room: FixtureRoom, namespace: string): { close(): Promise<void> } {
  const client = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const closing = new AbortController();
  const letThrough = async () => {
    const { items } = await client.list<KubeObject>(pods, { labelSelector: "lab.halcyon.dev/ready=never" });
    const body = { metadata: { labels: { "lab.halcyon.dev/ready": null } } };
    await Promise.all(
      items.map(({ metadata }) => client.patch(`${pods}/${metadata.name}`, body, { type: "merge" })),
    );
  };
  const running = (async () => {
    while (!closing.signal.aborted) {
      // A pod may go between the look and the patch, and the API server may be away: the next round is the answer.
      await letThrough().catch(() => undefined);
      await wait(50, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  })();
  return {
    async close() {
      closing.abort();
      await running;
      await client.close();
    },
  };
}
