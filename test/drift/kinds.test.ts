/** An edit of any object an app is rendered to is seen by a watch, whatever its kind. On a real cluster. */
import type { AppSpecInput } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Fixture, releaseFixture } from "../../packages/server/src/domains/releases/testing/fixture.ts";
import { type Stranger, strangerIn } from "../../packages/server/src/domains/releases/testing/stranger.ts";
import { until } from "../../packages/server/src/platform/testing/until.ts";
import { collectionPath, objectPath } from "../../packages/server/src/kube/paths.ts";
import { type SharedRoom, sharedRooms } from "../rooms.ts";
import { drifted, finding } from "./seen.ts";

let room: SharedRoom;
let fixture: Fixture;
const hands: Stranger[] = [];
beforeAll(async () => {
  room = (await sharedRooms())[0] as SharedRoom;
  fixture = await releaseFixture([room]);
});
afterAll(async () => {
  await Promise.all(hands.map((hand) => hand.close()));
  await fixture?.close();
});

const everything: Partial<AppSpecInput> = {
  ports: [{ name: "http", port: 8080, service: 80 }],
  files: { "/etc/app.conf": "a = 1" },
  disruption: { maxUnavailable: 1 },
  resources: { requests: { cpu: "250m" } },
  autoscaling: { min: 1, max: 3, cpu: 60 },
  ingress: [{ host: "kinds.example", paths: [{ port: "http" }] }],
  schedules: [{ name: "tidy", cron: "30 3 * * 1-5", command: ["/bin/tidy"] }],
  jobs: [{ name: "reindex", when: "manual", command: ["/bin/reindex"] }],
};

/** @returns the app's objects as `Kind/name`, of the kinds given */
async function released(replicas: number, spec: Partial<AppSpecInput>, kinds: readonly string[]) {
  const app = await fixture.app({ replicas: { [room.name]: replicas }, spec });
  const hand = strangerIn(room, app.name);
  hands.push(hand);
  await drifted(fixture.developer, app.name, room.name, ({ state }) => state === "same");
  const objects = await Promise.all(
    kinds.map(async (kind) => {
      const found = await hand.client.list(collectionPath(kind, app.name), {
        labelSelector: `halcyon.dev/app=${app.name}`,
      });
      return { kind, name: found.items[0]?.metadata.name ?? `no ${kind}` };
    }),
  );
  const found = (id: string) => finding(fixture.developer, app.name, room.name, id);
  return { app, hand, objects, found };
}

/** Nothing but its watch tells of an edit: the pass over everything comes once in ten minutes. */
describe.each([
  {
    what: "a StatefulSet with all that may be beside it",
    replicas: 1,
    spec: { kind: "StatefulSet" as const, ...everything },
    kinds: [
      "StatefulSet",
      "Service",
      "ConfigMap",
      "ServiceAccount",
      "PodDisruptionBudget",
      "HorizontalPodAutoscaler",
      "Ingress",
      "CronJob",
    ],
  },
  { what: "a Job", replicas: 1, spec: { kind: "Job" as const, ports: [] }, kinds: ["Job"] },
  { what: "a DaemonSet", replicas: 1, spec: { kind: "DaemonSet" as const }, kinds: ["DaemonSet"] },
  {
    // No room of the lab provisions volumes, so that nothing may wait for one.
    what: "volumes",
    replicas: 0,
    spec: {
      storage: [{ name: "uploads", path: "/srv/uploads", size: "1Gi", access: "ReadWriteMany" as const }],
    },
    kinds: ["PersistentVolumeClaim"],
  },
])("of $what", ({ replicas, spec, kinds }) => {
  it("each object is followed: an edit of it, and its end", async () => {
    const { app, hand, objects, found } = await released(replicas, spec, kinds);
    for (const { kind, name } of objects) {
      const path = objectPath(kind, app.name, name);
      const as = { type: "merge", fieldManager: "kubectl-label" } as const;
      await hand.client.patch(path, { metadata: { labels: { tier: "gold" } } }, as);
      expect(await found(`${kind}/${name}:metadata.labels.tier`)).toMatchObject({ manager: "kubectl-label" });
    }
    for (const { kind, name } of objects.filter((one) => one.kind !== "PersistentVolumeClaim")) {
      await hand.client.delete(objectPath(kind, app.name, name), { propagation: "Background" });
      // A Job that is gone has run: its end is heard of, and what had been edited of it goes with it.
      if (kind === "Job")
        await drifted(fixture.developer, app.name, room.name, ({ state }) => state === "same");
      else expect(await found(`${kind}/${name}`)).toMatchObject({ change: "object-missing" });
    }
  });
});

it("losing the label by which it is found is an edit like any other", async () => {
  const { app, hand, found } = await released(1, {}, ["Deployment"]);
  const labels = { "halcyon.dev/app": null };
  const as = { type: "merge", fieldManager: "kubectl-label" } as const;
  for (const kind of ["ServiceAccount", "Deployment"]) {
    await hand.client.patch(objectPath(kind, app.name, app.name), { metadata: { labels } }, as);
    await found(`${kind}/${app.name}:metadata.labels["halcyon.dev/app"]`);
  }
});

describe("what admission does to every write", () => {
  const name = `stamped-${process.pid}`;
  const admission = "/apis/admissionregistration.k8s.io/v1";
  const expression = `Object{
    metadata: Object.metadata{annotations: {"policy.example/seen": "yes"}},
    spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{shareProcessNamespace: true}}}}`;

  /** Done when the policy is in force, which the API server takes a moment for. */
  async function policy(hand: Stranger): Promise<void> {
    await hand.client.post(`${admission}/mutatingadmissionpolicies`, {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "MutatingAdmissionPolicy",
      metadata: { name },
      spec: {
        failurePolicy: "Fail",
        reinvocationPolicy: "Never",
        matchConstraints: {
          objectSelector: { matchLabels: { "halcyon.dev/app": name } },
          resourceRules: [
            {
              apiGroups: ["apps"],
              apiVersions: ["v1"],
              operations: ["CREATE", "UPDATE"],
              resources: ["deployments"],
            },
          ],
        },
        mutations: [{ patchType: "ApplyConfiguration", applyConfiguration: { expression } }],
      },
    });
    await hand.client.post(`${admission}/mutatingadmissionpolicybindings`, {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "MutatingAdmissionPolicyBinding",
      metadata: { name },
      spec: { policyName: name },
    });
    const labels = { "halcyon.dev/app": name };
    const template = { metadata: { labels }, spec: { containers: [{ name: "a", image: "a:1" }] } };
    const body = { metadata: { name, labels }, spec: { selector: { matchLabels: labels }, template } };
    const probe = () =>
      hand.client
        .post(collectionPath("Deployment", "default"), body, { dryRun: true })
        .then(({ metadata }) => metadata.annotations?.["policy.example/seen"] === "yes");
    await until("the policy to be in force", probe);
  }

  it("is no drift: nobody's edit added it, as with a default of a newer Kubernetes", async () => {
    const hand = strangerIn(room, name);
    hands.push(hand);
    await policy(hand);
    const app = await fixture.app({ name, replicas: { [room.name]: 1 } });
    const live = await hand.deployment();
    expect(live?.metadata.annotations).toHaveProperty(["policy.example/seen"], "yes");
    expect(live?.spec.template.spec).toMatchObject({
      shareProcessNamespace: true,
      dnsPolicy: "ClusterFirst",
    });
    // What the detector is certain to tell of comes with everything it must not tell of.
    const as = { type: "merge", fieldManager: "kubectl-label" } as const;
    const path = objectPath("Deployment", name, name);
    await drifted(fixture.developer, app.name, room.name, ({ state }) => state === "same");
    await hand.client.patch(path, { metadata: { labels: { tier: "gold" } } }, as);
    const { findings } = await drifted(fixture.developer, app.name, room.name, ({ open }) => open > 0);
    expect(findings.map(({ id }) => id)).toEqual([`Deployment/${name}:metadata.labels.tier`]);
  });
});
