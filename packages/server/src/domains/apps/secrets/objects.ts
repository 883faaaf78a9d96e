/** Rendered Secrets: without a value until they are written into a cluster. */
import type { AppSpec } from "@halcyon/contracts";
import { objectLabels, versionLabel } from "../render/labels.ts";
import { contentHash } from "../render/stable.ts";
import type { Manifest } from "../types.ts";
import {
  type KnownSecrets,
  refIn,
  secretRefsAnnotation,
  secretsOf,
  type SecretVersionRef,
} from "./references.ts";

/** The one key of a Secret Halcyon makes. */
const valueKey = "value";

/** The Secret that holds one version of one secret: another version is another object, so a pod keeps its own. */
function objectName(app: string, { secret, version }: SecretVersionRef): string {
  return `${app}-secret-${secret}-${contentHash({ app, secret, version }).slice(0, 10)}`;
}

/** Where a container finds the value of a secret's version. */
export function secretKeyRef(app: string, ref: SecretVersionRef): { name: string; key: string } {
  return { name: objectName(app, ref), key: valueKey };
}

/** One immutable Secret for each version the spec names. */
export function renderSecrets(spec: AppSpec, namespace: string): Manifest[] {
  const { [versionLabel]: _version, ...labels } = objectLabels(spec);
  return secretsOf(spec).map((ref) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: objectName(spec.name, ref),
      namespace,
      labels,
      annotations: { [secretRefsAnnotation]: `${ref.secret}@${ref.version}` },
    },
    immutable: true,
    type: "Opaque",
  }));
}

/**
 * The manifest as it is written into a cluster: a Secret of Halcyon's with its value, anything else as it is.
 * @param open gives the value of a version of an app's secret
 */
export async function filled(
  manifest: Manifest,
  open: (app: string, ref: SecretVersionRef) => Promise<string>,
): Promise<Manifest> {
  if (manifest.kind !== "Secret") return manifest;
  const ref = refIn(manifest.metadata.annotations);
  const app = manifest.metadata.labels["halcyon.dev/app"];
  // The name is made of app, secret and version: a value goes only where its own name leads.
  if (ref === null || app === undefined || objectName(app, ref) !== manifest.metadata.name) return manifest;
  return { ...manifest, data: { [valueKey]: Buffer.from(await open(app, ref), "utf8").toString("base64") } };
}

/** The secret's version a Secret of Halcyon's is to hold; null for anything else. */
export function secretOf({ kind, metadata }: Manifest): SecretVersionRef | null {
  return kind === "Secret" ? refIn(metadata.annotations) : null;
}

/**
 * A Secret for people: what stands for its values is no base64, so that no cluster takes it as it is. Without any it would be
 * made empty, and stay so: it is immutable.
 */
export function withSecretToFillIn(manifest: Manifest): Manifest {
  const ref = secretOf(manifest);
  if (manifest.kind !== "Secret") return manifest;
  const { data, stringData: _stringData, ...rest } = manifest;
  const keys = ref === null ? Object.keys(data ?? {}) : [valueKey];
  const what = ref === null ? "the value" : `${ref.secret}, version ${ref.version}`;
  return { ...rest, data: Object.fromEntries(keys.map((key) => [key, `<base64 of ${what}>`])) };
}

/** Names of every Secret an app may have in a cluster. Halcyon may not list Secrets, so it knows them by name. */
export function secretObjects(app: string, known: KnownSecrets): string[] {
  return [...known].flatMap(([secret, { count }]) =>
    Array.from({ length: count }, (_, index) => objectName(app, { secret, version: index + 1 })),
  );
}
