/** Names and labels of what Halcyon makes. Selectors are immutable in Kubernetes: theirs never change. */
import type { AppSpec } from "@halcyon/contracts";
import { sorted } from "./stable.ts";

const nameLabel = "app.kubernetes.io/name";
export const managedByLabel = "app.kubernetes.io/managed-by";
export const versionLabel = "app.kubernetes.io/version";
const appLabel = "halcyon.dev/app";
const teamLabel = "halcyon.dev/team";

/** What a Deployment, Service and PDB select their pods by; the same for every version, for good. */
export function selectorLabels(app: string): Record<string, string> {
  return { [nameLabel]: app, [appLabel]: app };
}

/** What all pods of another app carry. */
export function appLabels(app: string): Record<string, string> {
  return { [appLabel]: app };
}

/** On every object. The team is not on pods: handing an app over restarts nothing. */
export function objectLabels(spec: AppSpec): Record<string, string> {
  return sorted({
    ...selectorLabels(spec.name),
    [managedByLabel]: "halcyon",
    [teamLabel]: spec.team,
    ...versionOf(spec.image),
  });
}

/** On pods: the spec's own first, so that none of them can replace Halcyon's. */
export function podLabels(spec: AppSpec): Record<string, string> {
  return sorted({
    ...spec.pod.labels,
    ...selectorLabels(spec.name),
    [managedByLabel]: "halcyon",
    ...versionOf(spec.image),
  });
}

/** The label selector that finds all of an app's objects in a cluster. */
export function objectsOf(app: string): string {
  return `${managedByLabel}=halcyon,${appLabel}=${app}`;
}

/** The image's tag, where it has one that a label can hold. */
function versionOf(image: string): Record<string, string> {
  const [reference = ""] = image.split("@");
  const tag = /:([^:/]+)$/.exec(reference)?.[1];
  return tag !== undefined && /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/.test(tag)
    ? { [versionLabel]: tag }
    : {};
}
