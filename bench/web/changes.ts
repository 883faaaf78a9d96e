/** From a change sent to a cluster to its being seen in pages: a pod's address in the list of all pods, and a new event. */
import { setTimeout as wait } from "node:timers/promises";
import { fleetEndpoints, type PodItem } from "@halcyon/contracts";
import type { ApiClient } from "../../packages/server/src/testing/client.ts";
import type { KubeClient } from "../../packages/server/src/kube/client.ts";
import { collectionPath, objectPath } from "../../packages/server/src/kube/paths.ts";
import { podsNamespace } from "../fleet-rooms.ts";
import type { BenchRow } from "../report.ts";
import { armed, type BenchBrowser } from "./browser.ts";

const changes = 60;
/** Rows that are in sight without scrolling. */
const inSight = 10;

/** Gives a pod another address. */
export async function readdress(client: KubeClient, { name, namespace }: PodItem, ip: string): Promise<void> {
  const path = objectPath("Pod", namespace, name, "status");
  await client.patch(path, { status: { podIP: ip, podIPs: [{ ip }] } }, { type: "merge" });
}

/** Gives back the addresses that pods had. */
export async function restore(
  clientOf: (pod: PodItem) => KubeClient,
  pods: readonly PodItem[],
): Promise<void> {
  for (const pod of pods) await readdress(clientOf(pod), pod, pod.ip);
}

export async function changesSeen(
  browser: BenchBrowser,
  api: ApiClient,
  clientOf: (pod: PodItem) => KubeClient,
): Promise<BenchRow[]> {
  const { items: pods } = await api.get(fleetEndpoints.podList, { query: { limit: inSight } });
  const [list, events] = [await browser.page(), await browser.page()];
  await Promise.all([list.goto("/pods"), events.goto("/events")]);
  const samples = { pod: [] as number[], event: [] as number[] };
  const reasons: { readonly client: KubeClient; readonly name: string }[] = [];
  try {
    for (let at = 0; at < changes; at++) {
      const pod = pods[at % pods.length];
      if (pod === undefined) throw new Error("there are no pods");
      const client = clientOf(pod);
      const ip = `10.250.${at}.${(process.pid % 250) + 1}`;
      const name = `bench-${process.pid}-${at}`;
      const seen = [await armed(list, `inList("${ip}")`), await armed(events, `inList("${name}")`)] as const;
      const sentAt = Date.now();
      reasons.push({ client, name });
      await Promise.all([
        readdress(client, pod, ip),
        client.post(collectionPath("Event", podsNamespace), eventOf(pod, name)),
      ]);
      samples.pod.push((await seen[0]()) - sentAt);
      samples.event.push((await seen[1]()) - sentAt);
      // Changes come at any time of what the server paces.
      await wait((at * 137) % 700);
    }
  } finally {
    await restore(clientOf, pods);
    for (const { client, name } of reasons)
      await client.delete(objectPath("Event", podsNamespace, name)).catch(() => undefined);
    await Promise.all([list, events].map((page) => page.context().close()));
  }
  const bar = { of: "p99", most: 1_000, text: "p99 <= 1 s" } as const;
  return [
    {
      what: "a pod's new address sent to a cluster -> shown in the list of all pods",
      unit: "ms",
      samples: samples.pod,
      bar,
    },
    {
      what: "an event sent to a cluster -> shown in the list of events",
      unit: "ms",
      samples: samples.event,
      bar,
    },
  ];
}

function eventOf({ name, namespace, uid }: PodItem, eventName: string) {
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  return {
    metadata: { name: eventName, namespace },
    involvedObject: { apiVersion: "v1", kind: "Pod", name, namespace, uid },
    type: "Normal",
    reason: "Measured",
    message: eventName,
    source: { component: "halcyon-bench" },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
}
