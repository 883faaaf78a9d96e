/** A requirement on a pod or node: a jq expression, an operator, values. */
export type Requirement = [
  key: string,
  operator: "In" | "NotIn" | "Exists" | "DoesNotExist",
  ...values: string[],
];

export interface StageSpec {
  name: string;
  kind: "Pod" | "Node";
  when: Requirement[];
  /** Label that holds the delay (a Go duration), and the delay without it, in milliseconds. */
  delay?: { label?: string; defaultMs: number; jitterMs?: number };
  event?: { type: "Normal" | "Warning"; reason: string; message: string };
  /** Go template of the new status. */
  status?: string;
  delete?: boolean;
}

/** jq expression for one of the lab's labels. */
export const label = (name: string) => `.metadata.labels["lab.halcyon.dev/${name}"]`;

/** A kwok Stage object. See https://kwok.sigs.k8s.io/docs/user/stages-configuration/ */
export function stage(spec: StageSpec): object {
  const { delay } = spec;
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name: spec.name },
    spec: {
      resourceRef: { apiGroup: "v1", kind: spec.kind },
      selector: {
        matchExpressions: spec.when.map(([key, operator, ...values]) => ({
          key,
          operator,
          ...(values.length > 0 ? { values } : {}),
        })),
      },
      ...(delay
        ? {
            delay: {
              durationMilliseconds: delay.defaultMs,
              ...(delay.label ? { durationFrom: { expressionFrom: label(delay.label) } } : {}),
              ...(delay.jitterMs ? { jitterDurationMilliseconds: delay.jitterMs } : {}),
            },
          }
        : {}),
      next: {
        ...(spec.event ? { event: spec.event } : {}),
        ...(spec.delete ? { delete: true } : {}),
        ...(spec.status ? { statusTemplate: spec.status } : {}),
      },
    },
  };
}
