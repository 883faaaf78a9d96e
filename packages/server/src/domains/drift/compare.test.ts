import { describe, expect, it } from "vitest";
import type { Manifest } from "#domains/apps/index.ts";
import { fieldName } from "#kube/managed-fields.ts";
import type { KubeObject } from "#kube/types.ts";
import { compareObject } from "./compare.ts";

const container = {
  name: "web",
  image: "registry.demo/web:1",
  env: [{ name: "MODE", value: "live" }],
  ports: [{ containerPort: 8080 }],
  resources: { limits: { cpu: "1000m", memory: "1Gi" } },
};
const manifest = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "news", labels: { "halcyon.dev/app": "web" } },
  spec: {
    replicas: 3,
    minReadySeconds: 0,
    template: { spec: { automountServiceAccountToken: false, containers: [container] } },
  },
} as unknown as Manifest;

interface Entry {
  readonly manager: string;
  readonly fields: object;
  readonly subresource?: string;
  readonly time?: string;
}

/** The manifest as the API server would have it, changed. */
function live(
  change: (spec: typeof stored) => object = (spec) => spec,
  entries: readonly Entry[] = [],
): KubeObject {
  const managedFields = entries.map(({ fields, ...rest }) => ({
    operation: "Update",
    ...rest,
    fieldsV1: fields,
  }));
  const { metadata } = manifest;
  return {
    ...manifest,
    metadata: { ...metadata, uid: "u", resourceVersion: "1", managedFields },
    spec: change(stored),
  } as unknown as KubeObject;
}
const stored = {
  replicas: 3,
  progressDeadlineSeconds: 600,
  template: {
    spec: {
      automountServiceAccountToken: false,
      dnsPolicy: "ClusterFirst",
      containers: [
        {
          ...container,
          terminationMessagePath: "/dev/termination-log",
          ports: [{ containerPort: 8080, protocol: "TCP" }],
          resources: { limits: { cpu: "1", memory: "1Gi" } },
        },
      ],
    },
  },
};
const inContainer = (change: object) => (spec: typeof stored) => ({
  ...spec,
  template: {
    spec: { ...spec.template.spec, containers: [{ ...spec.template.spec.containers[0], ...change }] },
  },
});
const owning = (fields: object) => ({
  "f:spec": { "f:template": { "f:spec": { "f:containers": { 'k:{"name":"web"}': fields } } } },
});
const found = (object: KubeObject, autoscaled = false) =>
  compareObject(manifest, object, { autoscaled }).map(
    ({ path, change, wanted, live: value, owner }) =>
      `${change} ${fieldName(path)}: ${JSON.stringify(wanted)} -> ${JSON.stringify(value)} by ${owner?.manager ?? "nobody"}`,
  );

describe("comparing an object with its manifest", () => {
  it("finds nothing in what the API server filled in or wrote otherwise", () => {
    expect(found(live())).toEqual([]);
  });

  it("tells a changed value, and its owner", () => {
    const edited = live(inContainer({ image: "registry.demo/web:hot" }), [
      { manager: "kubectl-set", fields: owning({ "f:image": {} }) },
    ]);
    expect(found(edited)).toEqual([
      'changed spec.template.spec.containers[name=web].image: "registry.demo/web:1" -> "registry.demo/web:hot" by kubectl-set',
    ]);
  });

  it("tells what was added as one item, and by whom", () => {
    const env = [...container.env, { name: "DEBUG", value: "1" }];
    const edited = live(inContainer({ env }), [
      {
        manager: "kubectl-edit",
        fields: owning({ "f:env": { 'k:{"name":"DEBUG"}': { ".": {}, "f:name": {}, "f:value": {} } } }),
      },
    ]);
    expect(found(edited)).toEqual([
      'added spec.template.spec.containers[name=web].env[name=DEBUG]: null -> {"name":"DEBUG","value":"1"} by kubectl-edit',
    ]);
  });

  it("leaves alone what Halcyon's own apply or a controller owns beside the manifest", () => {
    const fields = { "f:spec": { "f:progressDeadlineSeconds": {} } };
    for (const manager of ["halcyon", "kube-controller-manager"])
      expect(found(live((spec) => spec, [{ manager, fields }]))).toEqual([]);
    const status = { manager: "node-problem", subresource: "status", fields };
    expect(found(live((spec) => spec, [status]))).toEqual([]);
    expect(found(live((spec) => spec, [{ manager: "helm", fields }]))).toHaveLength(1);
  });

  it("tells what was removed, also a value that is empty, but for one the API server drops", () => {
    expect(found(live(inContainer({ env: [] })))).toEqual([
      'removed spec.template.spec.containers[name=web].env[name=MODE]: {"name":"MODE","value":"live"} -> null by nobody',
    ]);
    const { automountServiceAccountToken: _, ...spec } = stored.template.spec;
    expect(found(live((one) => ({ ...one, template: { spec } })))).toEqual([
      "removed spec.template.spec.automountServiceAccountToken: false -> null by nobody",
    ]);
  });

  it("leaves replicas to whoever scales, where somebody does", () => {
    const scaled = (manager: string) =>
      live(
        (spec) => ({ ...spec, replicas: 9 }),
        [{ manager, subresource: "scale", fields: { "f:spec": { "f:replicas": {} } } }],
      );
    expect(found(scaled("kubectl-scale"))).toEqual(["changed spec.replicas: 3 -> 9 by kubectl-scale"]);
    expect(found(scaled("kubectl-scale"), true)).toEqual([]);
    expect(found(scaled("kube-controller-manager"))).toEqual([]);
  });

  it("compares text that looks like an amount as text", () => {
    const env = [{ name: "MODE", value: "live" }];
    const same = { ...container, env: [{ name: "MODE", value: "1000m" }] };
    const wanted = {
      ...manifest,
      spec: { template: { spec: { containers: [same] } } },
    } as unknown as Manifest;
    const other = live(inContainer({ env: [{ ...env[0], value: "1" }] }));
    expect(compareObject(wanted, other, { autoscaled: false })).toHaveLength(1);
  });
});
