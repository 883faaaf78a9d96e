/**
 * Which files an entry writes and removes. What `kubectl apply -R -f clusters/CLUSTER` is to take stands below `clusters`, and
 * nothing else does: a Secret without its value would be made empty, and immutable; a job is its release's to run.
 */
import {
  type AppVersionRecord,
  jobsOf,
  type Manifest,
  type ObjectPrinter,
  printObject,
  secretOf,
  withSecretToFillIn,
} from "#domains/apps/index.ts";
import type { Commit, Entry } from "./commit.ts";

type Files = Commit["files"];

/** Directories with a folder for each cluster, and in it one for each app. */
const perCluster = ["clusters", "secrets", "jobs"] as const;

export function filesOf(entry: Entry, print: ObjectPrinter): Pick<Commit, "removed" | "files"> {
  // The first commit of all explains the others.
  const files = entry.position === 1 ? [{ path: "README.md", text: readme }] : [];
  switch (entry.kind) {
    case "version": {
      const { version, formerClusters } = entry;
      const clusters = new Set([...formerClusters, ...Object.keys(version.rendering)]);
      return {
        removed: inClusters(version.app, clusters),
        files: [...files, ...versionFiles(version, print)],
      };
    }
    case "base":
      return {
        removed: [],
        files: [...files, { path: `bases/${entry.base.replace(":", "/")}.yaml`, text: entry.text }],
      };
    case "policy":
      return {
        removed: [],
        files: [
          ...files,
          { path: `apps/${entry.app}/policy.yaml`, text: printObject(sorted(entry.policy) as object) },
        ],
      };
    case "removal":
      return { removed: [`apps/${entry.app}`, ...inClusters(entry.app, entry.formerClusters)], files };
  }
}

function inClusters(app: string, clusters: Iterable<string>): string[] {
  return perCluster.flatMap((directory) =>
    [...clusters].sort().map((cluster) => `${directory}/${cluster}/${app}`),
  );
}

function versionFiles(version: AppVersionRecord, print: ObjectPrinter): Files {
  const { app, number, digest, spec, bases } = version;
  const facts = {
    app,
    team: spec.team,
    version: number,
    digest,
    bases: bases.map(({ base, version: of }) => `${base} v${of}`),
  };
  return [
    { path: `apps/${app}/spec.yaml`, text: version.text },
    { path: `apps/${app}/version.yaml`, text: printObject(facts) },
    ...Object.entries(version.rendering).flatMap(([cluster, manifests]) => {
      const at = `${cluster}/${app}`;
      const jobs = new Set(jobsOf(manifests).map(({ manifest }) => manifest));
      const secrets = manifests.filter(({ kind }) => kind === "Secret");
      const applied = manifests.filter((one) => one.kind !== "Secret" && !jobs.has(one));
      return [
        ...objectFiles(`clusters/${at}`, applied, print),
        ...secrets.map((manifest) => secretFile(`secrets/${at}`, manifest)),
        ...[...jobs].map((manifest) => jobFile(`jobs/${at}`, manifest)),
      ];
    }),
  ];
}

/** A file for each object, and first, for its order in the directory, the namespaces they are in. */
function objectFiles(directory: string, manifests: readonly Manifest[], print: ObjectPrinter): Files {
  const namespaces = [...new Set(manifests.map(({ metadata }) => metadata.namespace))].sort();
  const taken = new Set<string>();
  return [
    ...namespaces.map((name) => ({
      path: `${directory}/00-namespace-${name}.yaml`,
      text: print({
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name, labels: { "app.kubernetes.io/managed-by": "halcyon" } },
      }),
    })),
    ...manifests.map((manifest) => {
      const [group = ""] = manifest.apiVersion.includes("/") ? manifest.apiVersion.split("/") : [""];
      const plainName = fileName(manifest);
      const name = taken.has(plainName) ? `${group}.${plainName}` : plainName;
      taken.add(name);
      return { path: `${directory}/${name}`, text: print(manifest) };
    }),
  ];
}

const fileName = ({ kind, metadata }: Manifest) => `${kind.toLowerCase()}-${metadata.name}.yaml`;

/** A Secret no cluster takes before a person has put its value in. */
function secretFile(directory: string, manifest: Manifest): Files[number] {
  const path = `${directory}/${fileName(manifest)}`;
  const ref = secretOf(manifest);
  const what = ref === null ? "A Secret" : `Secret ${ref.secret}, version ${ref.version}`;
  const heading = [
    `# ${what}. Its value is not in Git, and Halcyon shows it to nobody; it writes it with a release of the app.`,
    "# Without Halcyon: take the value from where it is kept, put its base64 (base64 -w0 FILE) in place of the text below, and",
    `#   kubectl apply --server-side --field-manager=halcyon -f ${path}`,
    "# As it is here no cluster accepts it: it would be empty, and it is immutable.",
  ];
  return { path, text: `${heading.join("\n")}\n${printObject(withSecretToFillIn(manifest))}` };
}

/** A job of the spec, asleep. */
function jobFile(directory: string, manifest: Manifest): Files[number] {
  const path = `${directory}/${fileName(manifest)}`;
  const heading = [
    "# A job of the app: its releases, or a person (halcyon app run), run it. Without Halcyon:",
    `#   kubectl create -f ${path} && kubectl patch -f ${path} -p '{"spec":{"suspend":false}}'`,
  ];
  return { path, text: `${heading.join("\n")}\n${printObject(manifest)}` };
}

/** jsonb keeps no order of keys of its own that would be worth showing. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, (value as Record<string, unknown>)[key]]));
}

const readme = `# What runs, version by version

Halcyon writes this repository: each version of an app, each base and each policy is a commit by the person who made it.
Changes are made in Halcyon, not here.

    apps/APP                 the spec as written, the facts of its version, operations' policy
    bases                    operations' defaults and rules
    clusters/CLUSTER/APP     every object, one a file, namespaces first
    secrets/CLUSTER/APP      Secrets without their values: to be filled in by hand
    jobs/CLUSTER/APP         jobs that a release or a person runs

An empty cluster gets all of its objects by

    kubectl apply --server-side --field-manager=halcyon -R -f clusters/CLUSTER

Halcyon then finds them as its own. Pods that need a Secret wait until it is there: each file below \`secrets\` says how. Kinds
that are not Kubernetes' own (HTTPRoute) need their definitions first.
`;
