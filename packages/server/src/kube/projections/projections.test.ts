import { describe, expect, it } from "vitest";
import { createInterner } from "../store/intern.ts";
import { eventProjection } from "./event.ts";
import { ingressProjection } from "./network.ts";
import { podProjection } from "./pod.ts";
import { cpuMilli, memoryKib, quantity } from "./quantity.ts";

const metadata = {
  name: "web-1",
  namespace: "news",
  uid: "u",
  resourceVersion: "1",
  creationTimestamp: "2026-01-02T03:04:05Z",
};
const pod = podProjection(createInterner());

type Status = NonNullable<Parameters<typeof pod>[0]["status"]>;

describe("quantities", () => {
  it.each([
    ["100m", 0.1],
    ["2", 2],
    ["0.5", 0.5],
    ["1e3", 1000],
    ["128Mi", 134217728],
    ["1.5Gi", 1610612736],
    ["500M", 500e6],
    ["250u", 250e-6],
    [undefined, 0],
    ["what", 0],
    [3, 3],
  ])("%s is %d", (text, value) => {
    expect(quantity(text)).toBeCloseTo(value, 9);
  });

  it("become whole thousandths of a core and KiB, rounded up", () => {
    expect([
      cpuMilli({ cpu: "100m" }),
      cpuMilli({ cpu: "1" }),
      cpuMilli({ cpu: "1500u" }),
      cpuMilli(undefined),
    ]).toEqual([100, 1000, 2, 0]);
    expect([memoryKib({ memory: "1Mi" }), memoryKib({ memory: "1" }), memoryKib({})]).toEqual([1024, 1, 0]);
  });
});

describe("a pod's requests", () => {
  const needs = (cpu: string) => ({ resources: { requests: { cpu } } });
  it.each([
    ["are its containers' together", { containers: [needs("100m"), needs("200m")] }, 300],
    [
      "are an init container's when that needs more",
      { containers: [needs("100m")], initContainers: [needs("700m"), needs("200m")] },
      700,
    ],
    [
      "count a sidecar all the time",
      { containers: [needs("100m")], initContainers: [{ ...needs("50m"), restartPolicy: "Always" }] },
      150,
    ],
    [
      "count sidecars started before an init container",
      {
        containers: [needs("1m")],
        initContainers: [{ ...needs("50m"), restartPolicy: "Always" }, needs("100m")],
      },
      150,
    ],
    ["include the overhead", { containers: [needs("100m")], overhead: { cpu: "10m" } }, 110],
    [
      "are the pod's own when it has some",
      { containers: [needs("100m")], resources: { requests: { cpu: "2" } } },
      2000,
    ],
    ["are none when nothing is said", { containers: [{}] }, 0],
  ])("%s", (_what, spec, milli) => {
    expect(pod({ metadata, spec }).cpuMilli).toBe(milli);
  });
});

describe("a pod's reason", () => {
  const waiting = (reason: string) => [{ state: { waiting: { reason } } }];
  const unscheduled = [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }];
  const ready = [{ type: "Ready", status: "True", lastTransitionTime: "2026-01-02T03:04:06Z" }];
  it.each<[string, Status, string]>([
    [
      "of a pod on its way up is empty",
      { phase: "Pending", containerStatuses: waiting("ContainerCreating") },
      "",
    ],
    [
      "is why a container waits",
      { phase: "Pending", containerStatuses: waiting("ImagePullBackOff") },
      "ImagePullBackOff",
    ],
    [
      "is why an init container waits",
      {
        phase: "Pending",
        initContainerStatuses: waiting("CrashLoopBackOff"),
        containerStatuses: waiting("PodInitializing"),
      },
      "CrashLoopBackOff",
    ],
    [
      "is how a container ended",
      {
        phase: "Running",
        containerStatuses: [{ state: { terminated: { reason: "OOMKilled", exitCode: 137 } } }],
      },
      "OOMKilled",
    ],
    ["is that it cannot be scheduled", { phase: "Pending", conditions: unscheduled }, "Unschedulable"],
    ["is the pod's own, such as Evicted", { phase: "Failed", reason: "Evicted" }, "Evicted"],
    [
      "of a ready pod is empty",
      { phase: "Running", conditions: ready, containerStatuses: [{ state: {} }] },
      "",
    ],
    [
      "of a pod that did its work is empty",
      {
        phase: "Succeeded",
        containerStatuses: [{ state: { terminated: { reason: "Completed", exitCode: 0 } } }],
      },
      "",
    ],
  ])("%s", (_what, status, reason) => {
    expect(pod({ metadata, status }).reason).toBe(reason);
  });

  it("stands beside when it became ready, and nothing is made up for a bare pod", () => {
    expect(pod({ metadata, status: { phase: "Running", conditions: ready } })).toMatchObject({
      ready: true,
      readySince: Date.UTC(2026, 0, 2, 3, 4, 6) / 1000,
    });
    expect(pod({ metadata })).toEqual({
      ...{
        uid: "u",
        namespace: "news",
        name: "web-1",
        labels: {},
        node: "",
        phase: "Pending",
        ready: false,
        readySince: 0,
      },
      ...{
        terminating: false,
        reason: "",
        restarts: 0,
        ip: "",
        hostIp: "",
        images: [],
        ownerKind: "",
        ownerName: "",
      },
      ...{ createdAt: Date.UTC(2026, 0, 2, 3, 4, 5) / 1000, cpuMilli: 0, memoryKib: 0 },
    });
  });
});

describe("what many pods share", () => {
  it("is kept once", () => {
    const make = (name: string) =>
      pod({
        metadata: { ...metadata, name, labels: { app: ["w", "eb"].join("") } },
        spec: { containers: [{ image: "i:1" }] },
      });
    const [one, two] = [make("a"), make("b")];
    expect(one.labels).toBe(two.labels);
    expect(one.images).toBe(two.images);
  });

  it("does not pile up", () => {
    const interner = createInterner(10);
    const first = interner.labels({ round: "0" });
    for (let at = 1; at < 100; at++) interner.labels({ round: String(at) });
    expect(interner.labels({ round: "0" })).not.toBe(first);
    expect(interner.labels({ round: "0" })).toEqual(first);
  });
});

describe("other kinds", () => {
  it("an ingress without rules shows its default backend", () => {
    const ingress = ingressProjection(createInterner());
    const defaultBackend = { service: { name: "web", port: { name: "http" } } };
    expect(ingress({ metadata, spec: { defaultBackend } })).toMatchObject({
      hosts: [],
      rules: ["* -> web:http"],
    });
  });

  it("an event takes the latest time it has, and its message is cut", () => {
    const event = eventProjection(createInterner());
    const at = (more: object) => event({ metadata, message: "m".repeat(900), ...more });
    expect(
      at({ firstTimestamp: "2026-01-01T00:00:00Z", lastTimestamp: "2026-01-01T00:00:10Z", count: 4 }),
    ).toMatchObject({ at: Date.UTC(2026, 0, 1, 0, 0, 10) / 1000, count: 4 });
    expect(at({ lastTimestamp: null, eventTime: "2026-01-01T00:00:20.123456Z" })).toMatchObject({
      at: Date.UTC(2026, 0, 1, 0, 0, 20) / 1000,
      count: 1,
    });
    expect(at({}).message).toHaveLength(500);
  });
});
