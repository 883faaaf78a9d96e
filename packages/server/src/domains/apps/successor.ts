/** What a version may not change of the one before it: what Kubernetes fixes, and what would lose content. Pure. */
import { type AppSpec, amount, type SpecIssue } from "@halcyon/contracts";

/** @param before as it was stored; versions of long ago lack newer fields */
export function checkSuccessor(spec: AppSpec, before: Partial<AppSpec>): SpecIssue[] {
  const kind = before.kind ?? "Deployment";
  if (spec.kind !== kind) {
    return [
      {
        path: ["kind"],
        message: `${spec.name} is a ${kind}, and an app keeps its kind`,
        hint: `write kind: ${kind}, or make an app with a new name and remove this one once it has taken over`,
      },
    ];
  }
  const set = kind === "StatefulSet" ? checkSet(spec, before) : [];
  return [...set, ...checkService(spec, before), ...checkVolumes(spec, before)];
}

/** Kubernetes fixes whether a Service has an address of its own (core/v1 validation of clusterIP). */
function checkService(spec: AppSpec, before: Partial<AppSpec>): SpecIssue[] {
  const was = before.service?.headless === true;
  if ((spec.service?.headless === true) === was || !isServed(spec) || !isServed(before)) return [];
  return [
    {
      path: ["service", ...(spec.service === undefined ? [] : ["headless"])],
      message: `the app's Service ${was ? "is headless" : "has an address of its own"}, and stays so: Kubernetes fixes it`,
      hint: `${was ? "write headless: true" : "leave headless out"}, or make an app with a new name`,
    },
  ];
}

/** Whether others reach it: some port has a Service's. */
function isServed({ ports, sidecars, containers }: Partial<AppSpec>): boolean {
  const beside = [...(sidecars ?? []), ...(containers ?? [])].flatMap((one) => one.ports ?? []);
  return [...(ports ?? []), ...beside].some(({ service }) => service !== undefined);
}

/** Volumes that go on under their name. One that is left out is kept in the cluster, so nothing is lost by it. */
function checkVolumes(spec: AppSpec, before: Partial<AppSpec>): SpecIssue[] {
  return spec.storage.flatMap((entry, index) => {
    const old = before.storage?.find(({ name }) => name === entry.name);
    if (old === undefined) return [];
    const issues: SpecIssue[] = [];
    const issue = (field: string, message: string, hint: string) =>
      issues.push({ path: ["storage", index, field], message, hint });
    const another = "give the volume another name: it is a new one, and the old one is kept";
    if (amount(entry.size) < amount(old.size))
      issue("size", `a volume does not shrink: it has ${old.size}`, `write ${old.size} or more`);
    if (spec.kind === "StatefulSet" && amount(entry.size) > amount(old.size))
      issue(
        "size",
        `Kubernetes fixes the claims of a StatefulSet when it is made, with ${old.size}`,
        `write ${old.size}, and have operations grow the claims themselves in the cluster`,
      );
    if (entry.class !== old.class)
      issue("class", `a volume keeps its class: ${old.class ?? "the cluster's default"}`, another);
    if (entry.access !== old.access) issue("access", `a volume keeps its access: ${old.access}`, another);
    return issues;
  });
}

/** Of a StatefulSet only replicas, template and update strategy may change (apps/v1 validation). */
function checkSet(spec: AppSpec, before: Partial<AppSpec>): SpecIssue[] {
  const issues: SpecIssue[] = [];
  const names = (list: AppSpec["storage"] | undefined) => (list ?? []).map(({ name }) => name).join(", ");
  if (names(spec.storage) !== names(before.storage)) {
    issues.push({
      path: ["storage"],
      message: `Kubernetes fixes which volumes a StatefulSet has when it is made: ${names(before.storage) || "none"}`,
      hint: "leave them as they are, or make an app with a new name",
    });
  }
  const managed = before.podManagement ?? "OrderedReady";
  if ((spec.podManagement ?? "OrderedReady") !== managed) {
    issues.push({
      path: ["podManagement"],
      message: `Kubernetes fixes it when the StatefulSet is made: ${managed}`,
      hint: `write ${managed}`,
    });
  }
  return issues;
}
