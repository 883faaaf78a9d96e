/** What a patch may not touch: names, selectors, Halcyon's own labels, and what releases and the fleet decide. */
import { safeCapabilities } from "@halcyon/contracts";

interface Rule {
  /** Against `Kind.path.to.field`. */
  readonly field: RegExp;
  /** Values that are allowed all the same. */
  readonly unless?: (value: unknown) => boolean;
  readonly message: string;
  readonly hint: string;
}

const release = "how a workload rolls belongs to its release";
const rules: readonly Rule[] = [
  {
    field: /^\w+\.(apiVersion|kind)$/,
    message: "what kind of object this is stays",
    hint: "patch its fields",
  },
  {
    field: /^\w+\.metadata\.(?!labels\b|annotations\b)/,
    message: "of an object's metadata only labels and annotations may be patched",
    hint: "leave the name and the rest as they are",
  },
  {
    field: /\.(labels|annotations)\["(?!lab\.)([^"\]]*\.)?halcyon\.dev\//,
    message: "labels and annotations of halcyon.dev are Halcyon's",
    hint: "choose a key of your own, such as example.com/tier",
  },
  {
    field: /\.labels(\["app\.kubernetes\.io\/(name|managed-by|version|part-of)"\]|\.pod-template-hash$)/,
    message: "Halcyon finds the app's objects by this label",
    hint: "choose a key of your own, such as example.com/tier",
  },
  {
    field: /^\w+\.(metadata|spec\.template\.metadata)\.(labels|annotations)$/,
    message: "labels and annotations are changed one by one",
    hint: "name the key: /metadata/annotations/example.com~1note",
  },
  {
    field: /^\w+\.spec\.(selector|serviceName|volumeClaimTemplates)\b/,
    message: "selectors and what is fixed with them never change",
    hint: "leave them as they are; Kubernetes would refuse another one",
  },
  { field: /^\w+\.spec\.replicas$/, message: "how many instances run is `replicas`", hint: "write replicas" },
  {
    field: /^\w+\.spec\.(minReadySeconds|progressDeadlineSeconds|strategy|updateStrategy)\b/,
    message: release,
    hint: "write strategy: { ... } in the spec",
  },
  {
    field: /^\w+\.spec\.(paused|revisionHistoryLimit|podManagementPolicy)\b/,
    message: release,
    hint: "leave it out",
  },
  {
    field: /^HorizontalPodAutoscaler\.spec\.(scaleTargetRef|minReplicas|maxReplicas)\b/,
    message: "the bounds of autoscaling are approved with a release",
    hint: "write autoscaling: { min, max }",
  },
  {
    field: /^(ConfigMap|Secret)\.(data|binaryData|stringData|immutable|type)\b/,
    message: "an object's name carries the hash of its content",
    hint: "write the content under files",
  },
  {
    field: /\.annotations\["[^"]*-snippets?"\]$/,
    message: "text that becomes the proxy's configuration is not allowed",
    hint: "say it under ingress, or ask operations to set it for the whole cluster",
  },
  {
    field: /^Ingress\.metadata\.annotations\["nginx\./,
    unless: (value) => typeof value !== "string" || !/[\n\r{};"'`\\]/.test(value),
    message: "the value would end up in the proxy's configuration as more than a value",
    hint: "write it without quotes, braces, semicolons and line breaks",
  },
  {
    field:
      /\.template\.spec\.(host(Network|PID|IPC)$|volumes\[\d+\]\.hostPath\b|.*\.ports\[\d+\]\.hostPort$|.*\bsecurityContext\.(privileged|procMount)$)/,
    message: "this opens the node to the app",
    hint: "leave it out; what needs the node itself is installed by operations",
  },
  {
    field: /\.securityContext\.capabilities\.add\b/,
    unless: (value) => value === undefined || safeCapabilities.some((name) => name === value),
    message: "this capability opens the node to the app",
    hint: `possible are ${safeCapabilities.join(", ")}`,
  },
  {
    field: /^Service\.spec\.(externalIPs|externalName)\b/,
    message: "a Service that takes over foreign addresses is not allowed",
    hint: "leave it out",
  },
  { field: /^\w+\.status\b/, message: "status is the cluster's", hint: "leave it out" },
];

/** Why a patch may not give a field a value, undefined for none; null when it may. */
export function protection(
  kind: string,
  field: string,
  value: unknown,
): { message: string; hint: string } | null {
  return (
    rules.find(
      (rule) => rule.field.test(`${kind}.${field}`) && (rule.unless === undefined || !rule.unless(value)),
    ) ?? null
  );
}
