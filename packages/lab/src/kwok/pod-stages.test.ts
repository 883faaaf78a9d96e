import { afterAll, beforeAll, expect, test } from "vitest";
import { byTemplateHash, type Observer, startObserver } from "#observer/index.ts";
import { deployment, eventually, podsOf, settled, type TestRoom, testRoom } from "#testing/index.ts";

let room: TestRoom;
beforeAll(async () => {
  room = await testRoom();
});
afterAll(() => room.dispose());

/** Creates a Deployment of one pod with these lab labels, and watches it. */
async function withPod(
  name: string,
  labels: Record<string, string>,
  work: (observer: Observer) => Promise<void>,
) {
  const observer = await startObserver({
    server: room.server,
    token: room.tokens.admin,
    caData: room.caData,
    namespace: "default",
    selector: `app=${name}`,
    versionOf: byTemplateHash,
  });
  const prefixed = Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [`lab.halcyon.dev/${key}`, value]),
  );
  await room.api(
    "POST",
    "/apis/apps/v1/namespaces/default/deployments",
    deployment({ name, labels: prefixed }),
  );
  try {
    await observer.until(({ pods }) => pods.instances === 1);
    await work(observer);
  } finally {
    await observer.stop();
  }
}

// oxlint-disable-next-line typescript/no-explicit-any -- open Kubernetes object
const onlyPod = async (name: string): Promise<any> => (await podsOf(room, name))[0];
const logOf = async (name: string, query = "") =>
  room.api<string>(
    "GET",
    `/api/v1/namespaces/default/pods/${(await onlyPod(name)).metadata.name}/log${query}`,
  );
const eventReasons = async (name: string) => {
  const pod = await onlyPod(name);
  const list = await room.api(
    "GET",
    `/api/v1/namespaces/default/events?fieldSelector=involvedObject.name=${pod.metadata.name}`,
  );
  return list.items.map((event: { reason: string }) => event.reason);
};

test.concurrent("ready-after: Ready only after that time", () =>
  withPod("slow", { "ready-after": "1s" }, async (observer) => {
    const born = observer.current().at;
    const ready = await observer.until(({ pods }) => pods.ready === 1);
    expect(ready.at - born).toBeGreaterThan(900);
    expect(ready.at - born).toBeLessThan(10_000);
    await settled(room, "slow");
  }));

test.concurrent("ready=never: runs, is not Ready, says why in its events and log", () =>
  withPod("never", { ready: "never" }, async (observer) => {
    await eventually(async () => (await onlyPod("never")).status.phase === "Running", "the pod to run");
    await eventually(async () => (await eventReasons("never")).includes("Unhealthy"), "the event");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(observer.history().every(({ pods }) => pods.ready === 0)).toBe(true);
    expect(await logOf("never")).toContain("cannot reach the database");
  }));

test.concurrent("ready=flapping: Ready and not, in turn", () =>
  withPod("flapping", { ready: "flapping", "flap-every": "300ms" }, async (observer) => {
    for (const ready of [1, 0, 1, 0])
      await observer.until(({ pods }) => pods.ready === ready, { timeoutMs: 5_000 });
  }));

test.concurrent("terminate-after: a deleted pod takes its time", () =>
  withPod("lingering", { "terminate-after": "1s" }, async (observer) => {
    await observer.until(({ pods }) => pods.ready === 1);
    await room.api("DELETE", `/api/v1/namespaces/default/pods/${(await onlyPod("lingering")).metadata.name}`);
    const terminating = await observer.until(({ pods }) => pods.terminating === 1);
    const gone = await observer.until(({ pods }) => pods.terminating === 0);
    expect(gone.at - terminating.at).toBeGreaterThan(900);
    expect(gone.pods.instances).toBe(1);
  }));

test.concurrent("crash-after: CrashLoopBackOff with a restart count, and back after restart-after", () =>
  withPod("crashing", { "crash-after": "500ms", "restart-after": "1s" }, async (observer) => {
    await observer.until(({ pods }) => pods.ready === 1);
    await observer.until(({ pods }) => pods.ready === 0);
    const [status] = (await onlyPod("crashing")).status.containerStatuses;
    expect(status).toMatchObject({
      ready: false,
      restartCount: 1,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 1, reason: "Error" } },
    });
    expect(await logOf("crashing", "?tailLines=1")).toBe("exit status 1\n");
    await eventually(async () => (await eventReasons("crashing")).includes("BackOff"), "the event");
    await observer.until(({ pods }) => pods.ready === 1);
    await observer.until(({ pods }) => pods.ready === 0);
    expect((await onlyPod("crashing")).status.containerStatuses[0].restartCount).toBe(2);
    expect(await logOf("crashing", "?previous=true")).toContain("panic:");
  }));

test.concurrent("a Job's pod completes", async () => {
  const template = { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "busybox:1" }] } };
  await room.api("POST", "/apis/batch/v1/namespaces/default/jobs", {
    metadata: { name: "once" },
    spec: { template },
  });
  await eventually(
    async () => (await room.api("GET", "/apis/batch/v1/namespaces/default/jobs/once")).status.succeeded === 1,
    "the job to complete",
  );
});
