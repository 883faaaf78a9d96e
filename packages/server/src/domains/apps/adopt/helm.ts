/**
 * What Helm remembers of a release: Secrets `sh.helm.release.v1.NAME.vN` of its namespace, each holding one revision as
 * base64 of gzip of JSON (Helm's storage driver `secrets`), once more base64 as any Secret's data. Read with bounds: whoever
 * may write a Secret could have written a bomb.
 */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import type { KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { objectPath } from "#kube/paths.ts";
import { type LiveObject, listObjects } from "../cluster/objects.ts";
import { appErrors } from "../errors.ts";

const unzip = promisify(gunzip);
/** A Secret holds at most 1 MiB; a chart with its manifests is seldom a tenth of this. */
const maxReleaseBytes = 16 * 1024 * 1024;
const maxDocuments = 500;

const stored = z.looseObject({
  name: z.string(),
  version: z.int(),
  manifest: z.string().default(""),
  chart: z.looseObject({
    metadata: z.looseObject({ name: z.string(), version: z.string().default("") }),
  }),
});

export interface HelmRelease {
  readonly release: string;
  /** nginx-15.1.0 */
  readonly chart: string;
  readonly revision: number;
  /** What it made, hooks left out. */
  readonly objects: readonly { readonly kind: string; readonly name: string }[];
  /** Names of the Secrets of all its revisions. */
  readonly secrets: readonly string[];
}

/** @throws HalcyonError app_helm_unreadable */
export async function decodeRelease(data: string): Promise<z.infer<typeof stored>> {
  const unreadable = (detail: string) => appErrors.helm_unreadable({ detail });
  const packed = Buffer.from(Buffer.from(data, "base64").toString("latin1"), "base64");
  const zipped = packed[0] === 0x1f && packed[1] === 0x8b && packed[2] === 0x08;
  let text: string;
  try {
    const bytes = zipped ? await unzip(packed, { maxOutputLength: maxReleaseBytes }) : packed;
    text = bytes.toString("utf8");
  } catch {
    throw unreadable(`it is no gzip, or more than ${maxReleaseBytes / 1024 / 1024} MiB`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unreadable("it holds no JSON");
  }
  const release = stored.safeParse(json);
  if (!release.success) throw unreadable("it has not the form of a release");
  return release.data;
}

/** Kind and name of every object of a release's manifest, but for chart hooks. @throws HalcyonError app_helm_unreadable */
export function objectsOfManifest(manifest: string): { kind: string; name: string }[] {
  const documents = parseAllDocuments(manifest, { version: "1.1", strict: false });
  if (documents.length > maxDocuments)
    throw appErrors.helm_unreadable({ detail: `it has ${documents.length} documents` });
  return documents.flatMap((document) => {
    if (document.errors.length > 0) return [];
    const object = document.toJS({ maxAliasCount: 100 }) as {
      kind?: unknown;
      metadata?: { name?: unknown; annotations?: Record<string, unknown> | null };
    } | null;
    const { name, annotations } = object?.metadata ?? {};
    if (typeof object?.kind !== "string" || typeof name !== "string") return [];
    return annotations?.["helm.sh/hook"] === undefined ? [{ kind: object.kind, name }] : [];
  });
}

/**
 * The newest revision of a release; null where there is none. One that a try to adopt it has marked already is found too.
 * @throws HalcyonError app_helm_unreadable, with how to let Halcyon read it. @throws KubeError
 */
export async function readRelease(
  client: KubeClient,
  { namespace, release }: { namespace: string; release: string },
  signal: AbortSignal,
): Promise<HelmRelease | null> {
  let secrets: LiveObject[];
  try {
    const labelSelector = `owner in (helm,halcyon),name=${release}`;
    secrets = await listObjects(client, { kind: "Secret", namespace, labelSelector }, { signal });
  } catch (error) {
    if (!hasReason(error, "Forbidden")) throw error;
    throw appErrors.helm_unreadable({
      detail: `the cluster does not let Halcyon read Secrets in ${namespace}`,
      hint:
        `Allow it while you adopt: kubectl -n ${namespace} create role halcyon-helm --verb=get,list,patch --resource=secrets ` +
        `&& kubectl -n ${namespace} create rolebinding halcyon-helm --role=halcyon-helm --group=halcyon:apps; ` +
        "delete both afterwards. Or give what `helm get manifest` writes with --from-dir.",
    });
  }
  const revisionOf = ({ metadata }: LiveObject) => Number(metadata.labels?.["version"] ?? 0);
  const newest = [...secrets].sort((a, b) => revisionOf(a) - revisionOf(b)).at(-1);
  const data = (newest?.["data"] as { release?: string } | undefined)?.release;
  if (newest === undefined || data === undefined) return null;
  const { name, version, manifest, chart } = await decodeRelease(data);
  return {
    release: name,
    chart: `${chart.metadata.name}-${chart.metadata.version}`,
    revision: version,
    objects: objectsOfManifest(manifest),
    secrets: secrets.map(({ metadata }) => metadata.name),
  };
}

/** Labels that say whose a release's Secret is; Helm looks for `owner=helm` and finds no release without it. */
export async function markRelease(
  client: KubeClient,
  { namespace, secrets, owner }: { namespace: string; secrets: readonly string[]; owner: "helm" | "halcyon" },
  signal: AbortSignal,
): Promise<void> {
  for (const name of secrets) {
    await client.patch(
      objectPath("Secret", namespace, name),
      { metadata: { labels: { owner } } },
      { type: "merge", fieldManager: "halcyon-adopt", signal },
    );
  }
}
