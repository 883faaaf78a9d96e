/** Rules of the spec that span several fields. Pure; positions in the YAML are found from the paths. */
import { checkAdopted } from "./app-spec-adopted.ts";
import type { AppSpec } from "./app-spec.ts";
import { checkContainers } from "./app-spec-container-checks.ts";
import { checkIngress } from "./app-spec-ingress.ts";
import { checkPatches } from "./app-spec-patches.ts";
import { checkPlacement } from "./app-spec-placement.ts";
import { checkService } from "./app-spec-service.ts";
import { checkKind } from "./app-spec-kind-checks.ts";
import { checkAutoscaling, checkServing } from "./app-spec-scale-checks.ts";
import { checkStorage } from "./app-spec-storage-checks.ts";
import { checkTasks } from "./app-spec-task-checks.ts";

export interface SpecIssue {
  /** Where, as keys and indexes from the root. */
  readonly path: (string | number)[];
  /** What is wrong. */
  readonly message: string;
  /** What to write instead. */
  readonly hint: string;
}

/** Labels Halcyon sets itself; a spec that sets them would cut its own instances off. */
const reservedLabel =
  /^(app\.kubernetes\.io\/(name|managed-by|version|part-of)|([^/]*\.)?halcyon\.dev\/.*|pod-template-hash)$/;
/** The lab's behaviour labels are a person's to set. */
const labLabel = /^lab\.halcyon\.dev\//;
const reservedNamespace = /^(kube-.*|default|halcyon-system)$/;
/** What runs in these already may be taken over there. */
const adoptableNamespace = /^(kube-system|default)$/;

/** Every broken rule, in the order of the document. */
export function checkSpec(spec: AppSpec): SpecIssue[] {
  return [
    ...checkName(spec),
    ...checkNamespace(spec),
    ...checkContainers(spec),
    ...checkServing(spec),
    ...checkAutoscaling(spec),
    ...checkService(spec),
    ...checkIngress(spec),
    ...checkPlacement(spec),
    ...checkPod(spec),
    ...checkPatches(spec),
    ...checkAdopted(spec),
    ...checkKind(spec),
    ...checkStorage(spec),
    ...checkTasks(spec),
  ];
}

function checkName({ name }: AppSpec): SpecIssue[] {
  if (!/^[0-9]/.test(name)) return [];
  const message = "a Service's name begins with a letter";
  return [{ path: ["name"], message, hint: `write name: a${name}, or another` }];
}

function checkNamespace(spec: AppSpec): SpecIssue[] {
  const namespace = spec.namespace ?? spec.name;
  if (!reservedNamespace.test(namespace)) return [];
  if (spec.adopted !== undefined && adoptableNamespace.test(namespace)) return [];
  const path = spec.namespace === undefined ? ["name"] : ["namespace"];
  return [
    { path, message: `namespace ${namespace} belongs to the cluster`, hint: "choose a name of your own" },
  ];
}

function checkPod(spec: AppSpec): SpecIssue[] {
  const issues: SpecIssue[] = [];
  for (const kind of ["labels", "annotations"] as const) {
    for (const key of Object.keys(spec.pod[kind] ?? {})) {
      if (!reservedLabel.test(key) || labLabel.test(key)) continue;
      issues.push({
        path: ["pod", kind, key],
        message: `${key} is set by Halcyon`,
        hint: "choose a key of your own, such as example.com/tier",
      });
    }
  }
  const { dns } = spec.pod;
  if (dns?.policy === "None" && (dns.nameservers ?? []).length === 0) {
    issues.push({
      path: ["pod", "dns", "policy"],
      message: "with None nobody is asked for names",
      hint: "write nameservers: [10.0.0.53]",
    });
  }
  for (const [index, toleration] of (spec.placement.tolerations ?? []).entries()) {
    if (toleration.operator === "Equal" && toleration.key === undefined) {
      issues.push({
        path: ["placement", "tolerations", index],
        message: "a toleration without a key tolerates everything",
        hint: "write key: ..., or operator: Exists if everything is meant",
      });
    }
  }
  return issues;
}
