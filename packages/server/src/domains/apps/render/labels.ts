/** Names and labels of what Halcyon makes. Selectors are immutable in Kubernetes: theirs never change. */
import type { AppSpec } from "@halcyon/contracts";
import { sorted } from "./stable.ts";

const nameLabel = "app.kubernetes.io/name";
export const managedByLabel = "app.kubernetes.io/managed-by";
export const versionLabel = "app.kubernetes.io/version";
const appLabel = "halcyon.dev/app";
/** On whatever belongs to a schedule or a job of an app; its pods carry `taskOfLabel` in place of the app's own label. */
export const taskLabel = "halcyon.dev/task";
/** On a job of the spec: when it runs, and where. */
export const whenAnnotation = "halcyon.dev/when";
export const onceAnnotation = "halcyon.dev/once";
const taskOfLabel = "halcyon.dev/task-of";
const teamLabel = "halcyon.dev/team";

/** What a Deployment, Service and PDB select their pods by; the same for every version, for good. */
export function selectorLabels({ name, adopted }: AppSpec): Record<string, string> {
  return adopted === undefined ? ownSelector(name) : sorted(adopted.selector);
}

/** The selector of an app that was not adopted. */
export function ownSelector(app: string): Record<string, string> {
  return { [nameLabel]: app, [appLabel]: app };
}

/** What all pods of another app carry. */
export function appLabels(app: string): Record<string, string> {
  return { [appLabel]: app };
}

/** On every object. The team is not on pods: handing an app over restarts nothing. */
export function objectLabels(spec: AppSpec): Record<string, string> {
  return sorted({
    ...ownSelector(spec.name),
    ...spec.adopted?.labels,
    ...ownLabels(spec),
    ...versionOf(spec.image),
  });
}

/** What Halcyon finds its objects by, and whose they are. */
export function ownLabels(spec: AppSpec): Record<string, string> {
  return { [appLabel]: spec.name, [managedByLabel]: "halcyon", [teamLabel]: spec.team };
}

/**
 * On pods: the spec's own first, so that none of them can replace Halcyon's. Adopted pods keep what they had and get
 * nothing else: another label would be another pod.
 */
export function podLabels(spec: AppSpec): Record<string, string> {
  const { adopted } = spec;
  if (adopted !== undefined) return sorted({ ...adopted.podLabels, ...spec.pod.labels, ...adopted.selector });
  return sorted({
    ...spec.pod.labels,
    ...ownSelector(spec.name),
    [managedByLabel]: "halcyon",
    ...versionOf(spec.image),
  });
}

/** On the Jobs and pods of a schedule or a job: nothing that selects the app's instances selects them. */
export function taskLabels(app: string, task: string): Record<string, string> {
  return sorted({ [managedByLabel]: "halcyon", [taskOfLabel]: app, [taskLabel]: task });
}

/** The label selector that finds the Jobs and pods of an app's schedules and jobs. */
export function tasksOf(app: string): string {
  return `${managedByLabel}=halcyon,${taskOfLabel}=${app}`;
}

/** The version of an app's image, as on its instances. */
export function podVersionLabels(spec: AppSpec): Record<string, string> {
  return versionOf(spec.image);
}

/** The label selector that finds all of an app's objects in a cluster. */
export function objectsOf(app: string): string {
  return `${managedByLabel}=halcyon,${appLabel}=${app}`;
}

/** A selector as the API takes it in a query. */
export function labelQuery(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/** The image's tag, where it has one that a label can hold. */
function versionOf(image: string): Record<string, string> {
  const [reference = ""] = image.split("@");
  const tag = /:([^:/]+)$/.exec(reference)?.[1];
  return tag !== undefined && /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/.test(tag)
    ? { [versionLabel]: tag }
    : {};
}

/** The label selector that finds whatever says that it is an app's, whoever made it. */
export function appSelector(app: string): string {
  return `${appLabel}=${app}`;
}
