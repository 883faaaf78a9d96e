/** The programs a room is made of, and where each comes from. Versions are pinned by go/<module>/go.mod. */
export const componentNames = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubectl",
  "kwok",
] as const;

export type ComponentName = (typeof componentNames)[number];
export type ModuleName = "kubernetes" | "etcd" | "kwok";

export interface ModuleSpec {
  name: ModuleName;
  version: string;
  ldflags: string;
  /** How long a cold build takes on two idle cores, for the progress line. */
  expect: string;
}

export interface ComponentSpec {
  name: ComponentName;
  module: ModuleName;
  /** The Go package that builds it; the binary `go build` leaves is named `output`. */
  package: string;
  output: string;
  /** Arguments that print a version, so that a binary found on PATH can be judged. */
  versionArgs: string[];
  /** How far its minor version may be from the pinned one. */
  minorSkew: number;
}

const kubeVersion = "1.37.2";

export const modules: Record<ModuleName, ModuleSpec> = {
  kubernetes: {
    name: "kubernetes",
    version: kubeVersion,
    ldflags: [
      "-s -w",
      `-X k8s.io/component-base/version.gitVersion=v${kubeVersion}`,
      "-X k8s.io/component-base/version.gitMajor=1",
      "-X k8s.io/component-base/version.gitMinor=37",
    ].join(" "),
    expect: "about 6 minutes on two cores",
  },
  etcd: { name: "etcd", version: "3.6.16", ldflags: "-s -w", expect: "about 30 s" },
  kwok: {
    name: "kwok",
    version: "0.8.0",
    ldflags: "-s -w -X sigs.k8s.io/kwok/pkg/consts.Version=v0.8.0",
    expect: "about 1 minute",
  },
};

const kube = (name: ComponentName, minorSkew = 0, versionArgs = ["--version"]): ComponentSpec => ({
  name,
  module: "kubernetes",
  package: `k8s.io/kubernetes/cmd/${name}`,
  output: name,
  versionArgs,
  minorSkew,
});

export const components: Record<ComponentName, ComponentSpec> = {
  etcd: {
    name: "etcd",
    module: "etcd",
    package: "go.etcd.io/etcd/server/v3",
    output: "server",
    versionArgs: ["--version"],
    minorSkew: 0,
  },
  "kube-apiserver": kube("kube-apiserver"),
  "kube-controller-manager": kube("kube-controller-manager"),
  "kube-scheduler": kube("kube-scheduler"),
  kubectl: kube("kubectl", 1, ["version", "--client"]),
  kwok: {
    name: "kwok",
    module: "kwok",
    package: "sigs.k8s.io/kwok/cmd/kwok",
    output: "kwok",
    versionArgs: ["--version"],
    minorSkew: 0,
  },
};

/** True when `found` (like `1.37.0`) may stand in for the pinned version of this component. */
export function acceptsVersion(component: ComponentSpec, found: string): boolean {
  const [major, minor] = found.split(".").map(Number);
  const [wantMajor, wantMinor] = modules[component.module].version.split(".").map(Number);
  if (major === undefined || minor === undefined || wantMinor === undefined) return false;
  return major === wantMajor && Math.abs(minor - wantMinor) <= component.minorSkew;
}
