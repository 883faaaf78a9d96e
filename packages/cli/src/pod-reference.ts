import { usageError } from "./errors.ts";

/** Which pod of the fleet. */
export interface PodReference {
  readonly cluster: string;
  readonly namespace: string;
  readonly pod: string;
}

/** Reads `cluster/namespace/name`. @throws CliError for anything else */
export function podReference(text: string): PodReference {
  const [cluster, namespace, pod, ...more] = text.split("/");
  if (!cluster || !namespace || !pod || more.length > 0) {
    throw usageError(
      `'${text}' does not say which pod.`,
      "Write CLUSTER/NAMESPACE/NAME, as in the first three columns of halcyon pod list.",
    );
  }
  return { cluster, namespace, pod };
}
