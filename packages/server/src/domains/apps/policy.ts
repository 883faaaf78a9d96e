/** What operations' policy says about a spec, and where an app may run. Pure. */
import {
  type AppPolicy,
  type AppSpec,
  type ContainerPart,
  containersOf,
  type SpecIssue,
} from "@halcyon/contracts";

/** Where the app runs: as operations say, else in a namespace of its own name. */
export function namespaceFor(name: string, policy: AppPolicy): string {
  return policy.namespace ?? name;
}

/** What the policy refuses, with what to write instead. */
export function checkPolicy(spec: AppSpec, policy: AppPolicy): SpecIssue[] {
  const issues: SpecIssue[] = [];
  const namespace = namespaceFor(spec.name, policy);
  if (spec.namespace !== undefined && spec.namespace !== namespace) {
    issues.push({
      path: ["namespace"],
      message: `namespace ${spec.namespace} is not this app's`,
      hint: `write ${namespace} or leave it out; operations set another: halcyon app policy set ${spec.name} --namespace ${spec.namespace}`,
    });
  }
  for (const { image, path } of [...containersOf(spec), ...tasksOf(spec)]) {
    issues.push(...checkImage(image, [...path, "image"], policy));
  }
  return issues;
}

/** Tasks with an image of their own; the others run the app's. Specs stored before there were tasks have none. */
function tasksOf({ schedules = [], jobs = [] }: Partial<AppSpec>): Pick<ContainerPart, "image" | "path">[] {
  const lists = Object.entries({ schedules, jobs });
  return lists.flatMap(([key, list]) =>
    list.flatMap(({ image }, index) => (image === undefined ? [] : [{ image, path: [key, index] }])),
  );
}

/** Whether operations allow an image. */
export function checkImage(image: string, path: SpecIssue["path"], policy: AppPolicy): SpecIssue[] {
  const { allowedRegistries } = policy;
  if (allowedRegistries.length === 0 || allowedRegistries.some((entry) => comesFrom(image, entry))) return [];
  return [
    {
      path,
      message: `operations do not allow images from ${registryOf(image)}`,
      hint: `use an image of ${allowedRegistries.join(" or ")}`,
    },
  ];
}

/** True when the image is of the registry, or lies under the registry's path; never by a mere prefix of a name. */
function comesFrom(image: string, registry: string): boolean {
  const full = `${registryOf(image)}/${pathOf(image)}`;
  return full.startsWith(`${registry}/`) || full === registry;
}

/** The registry's host; Docker Hub when none is named. */
function registryOf(image: string): string {
  const first = image.split("/")[0] ?? "";
  return image.includes("/") && /[.:]|^localhost$/.test(first) ? first : "docker.io";
}

function pathOf(image: string): string {
  const host = registryOf(image);
  const path = image.startsWith(`${host}/`) ? image.slice(host.length + 1) : image;
  return path.split("@")[0]?.replace(/:[^:/]+$/, "") ?? path;
}
