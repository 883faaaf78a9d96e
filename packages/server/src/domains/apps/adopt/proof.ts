/**
 * Whether an object made of the rendering alone would be the very object that lives. The API server is asked by dry run to
 * replace the live object by the rendering and nothing else, so that defaults, admission and validation are its own.
 */
import type { KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { type LiveObject, pathOf, withoutBookkeeping } from "../cluster/objects.ts";
import { canonicalJson } from "../render/stable.ts";
import type { Manifest } from "../types.ts";
import { leafName, leavesOf } from "../explain/leaves.ts";
import { type Fields, peoples } from "./live.ts";

export interface ProofDifference {
  readonly object: string;
  readonly path: string;
  readonly live: string;
  readonly rendered: string;
}

/** Looks at one busy object before giving up: controllers write its status all the time. */
const attempts = 8;

/** The live object as it would be if the manifest replaced it. Stores nothing. @throws KubeError */
export async function replaced(
  client: KubeClient,
  manifest: Manifest,
  live: LiveObject,
  signal: AbortSignal,
): Promise<LiveObject> {
  const path = pathOf(manifest);
  let { resourceVersion } = live.metadata;
  for (let left = attempts; ; left -= 1) {
    const metadata = { ...manifest.metadata, resourceVersion, uid: live.metadata.uid };
    try {
      return await client.put<LiveObject>(
        path,
        { ...manifest, metadata },
        { dryRun: true, fieldManager: "halcyon", query: { fieldValidation: "Strict" }, signal },
      );
    } catch (error) {
      if (left <= 1 || !hasReason(error, "Conflict")) throw error;
    }
    ({ resourceVersion } = (await client.get<LiveObject>(path, { signal })).metadata);
  }
}

/** @returns every value that would become another one; none is the proof */
export async function prove(
  client: KubeClient,
  manifest: Manifest,
  live: LiveObject,
  options: { readonly autoscaled: boolean; readonly signal: AbortSignal },
): Promise<ProofDifference[]> {
  const object = `${manifest.kind}/${manifest.metadata.name}`;
  const made = await replaced(client, manifest, live, options.signal);
  const [before, after] = [comparable(live, options), comparable(made, options)];
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const values = (of: Fields) =>
    new Map([...leavesOf(of)].map(({ path, value }) => [leafName(path), canonicalJson(value ?? null)]));
  const [old, young] = [values(before), values(after)];
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((path) => {
    const [live, rendered] = [old.get(path) ?? "nothing", young.get(path) ?? "nothing"];
    return live === rendered
      ? []
      : [{ object, path, live: live.slice(0, 500), rendered: rendered.slice(0, 500) }];
  });
}

/** What an object is, without who manages it and what it is released at. */
export function comparable(object: LiveObject, { autoscaled }: { readonly autoscaled: boolean }): Fields {
  const {
    metadata,
    kind,
    apiVersion: _version,
    spec,
    ...content
  } = withoutBookkeeping(object) as {
    metadata: { labels?: Record<string, string>; annotations?: Record<string, string> };
    kind: string;
    spec?: Fields;
    [field: string]: unknown;
  };
  const {
    "app.kubernetes.io/version": version,
    "app.kubernetes.io/name": name,
    ...labels
  } = peoples(metadata.labels) ?? {};
  // A Deployment's own labels for name and version are what Halcyon shows of it; nothing selects a Deployment by them.
  const more = kind === "Deployment" ? {} : { version, name };
  const { replicas, secrets: _tokens, ...rest } = { ...spec } as Fields;
  const sized = kind !== "Deployment" || !autoscaled ? { replicas } : {};
  return JSON.parse(
    JSON.stringify({
      kind,
      labels: { ...labels, ...more },
      annotations: peoples(metadata.annotations) ?? {},
      ...(spec === undefined ? {} : { spec: { ...rest, ...sized } }),
      ...Object.fromEntries(Object.entries(content).filter(([key]) => key !== "secrets")),
    }),
  ) as Fields;
}
