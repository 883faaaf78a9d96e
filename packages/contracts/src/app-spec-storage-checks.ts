/** Rules of storage: names, places, and who may share a volume. */
import type { SpecIssue } from "./app-spec-checks.ts";
import type { AppSpec } from "./app-spec.ts";
import { containersOf } from "./app-spec-containers.ts";
import { amount } from "./quantity.ts";

/** Volumes Halcyon makes itself. */
const reserved = /^(files|secrets|scratch)(-|$)/;

export function checkStorage(spec: AppSpec): SpecIssue[] {
  const issues: SpecIssue[] = [];
  for (const [index, entry] of spec.storage.entries()) {
    const before = spec.storage.slice(0, index);
    const issue = (field: string, message: string, hint: string) =>
      issues.push({ path: ["storage", index, field], message, hint });
    if (reserved.test(entry.name))
      issue("name", `${entry.name} is a volume Halcyon makes itself`, "choose another name, such as data");
    if (before.some((other) => other.name === entry.name))
      issue("name", `storage ${entry.name} is listed twice`, "give each volume its own name");
    if (before.some((other) => other.path === entry.path && other.container === entry.container))
      issue("path", `${entry.path} is used twice`, "give each volume its own path");
    const parts = containersOf(spec);
    const part = parts.find(({ name }) => name === (entry.container ?? spec.name));
    if (part === undefined) {
      const names = parts.map(({ name }) => name).join(", ");
      issue("container", `there is no container ${entry.container}`, `write one of: ${names}`);
    }
    if (part?.kind === "own" && Object.keys(spec.files).includes(entry.path))
      issue("path", `${entry.path} is a config file`, "mount the volume at another path");
    if (amount(entry.size) === 0) issue("size", "a volume of no size", "write what is needed, such as 10Gi");
    const one = entry.access === "ReadWriteOnce" || entry.access === "ReadWriteOncePod";
    if (one && (spec.kind === "Deployment" || spec.kind === "DaemonSet")) {
      const why =
        spec.kind === "Deployment"
          ? "a release starts a new instance beside the old ones"
          : "there is an instance on every node";
      issue(
        "access",
        `${why}, and a ${entry.access} volume is on one node at a time: the new instance would wait for ever`,
        spec.kind === "Deployment"
          ? "write kind: StatefulSet, where each instance has its own volume, or access: ReadWriteMany if the class can share"
          : "write access: ReadWriteMany if the class can share",
      );
    }
  }
  return issues;
}
