import type { ContainerView, PodDetail } from "@halcyon/contracts";
import { type Container, type ContainerStatus, type Pod, statusesOf, type Volume } from "./pod.ts";

/** Longer texts are cut: what a pod says of itself is anybody's. */
const mostCharacters = 2_000;
const mostAnnotations = 100;
/** Copies of the whole object, values of environment variables included. */
const copies = new Set(["kubectl.kubernetes.io/last-applied-configuration"]);

/** What only the cluster knows of a pod. Of environment variables the names only: values may be secrets. */
export function depthOf(pod: Pod): Omit<PodDetail, "pod" | "source" | "cluster" | "events"> {
  const { metadata, spec = {}, status = {} } = pod;
  const statuses = statusesOf(pod);
  const view = (container: Container, kind: ContainerView["kind"]) =>
    containerView(container, kind, statuses.get(container.name));
  return {
    message: cut(status.message),
    containers: [
      ...(spec.initContainers ?? []).map((each) =>
        view(each, each.restartPolicy === "Always" ? "sidecar" : "init"),
      ),
      ...(spec.containers ?? []).map((each) => view(each, "container")),
      ...(spec.ephemeralContainers ?? []).map((each) => view(each, "ephemeral")),
    ],
    conditions: (status.conditions ?? []).map((condition) => ({
      type: condition.type,
      status: condition.status,
      reason: condition.reason ?? "",
      message: cut(condition.message),
      since: condition.lastTransitionTime ?? null,
    })),
    serviceAccount: spec.serviceAccountName ?? "",
    qos: status.qosClass ?? "",
    volumes: (spec.volumes ?? []).map(volumeText),
    annotations: Object.fromEntries(
      Object.entries(metadata.annotations ?? {})
        .filter(([name]) => !copies.has(name))
        .slice(0, mostAnnotations)
        .map(([name, value]) => [name, cut(value)]),
    ),
  };
}

function containerView(
  container: Container,
  kind: ContainerView["kind"],
  status: ContainerStatus | undefined,
): ContainerView {
  const { waiting, running, terminated } = status?.state ?? {};
  const last = status?.lastState?.terminated;
  return {
    name: container.name,
    kind,
    image: container.image ?? "",
    imageId: status?.imageID ?? "",
    state: running ? "running" : terminated ? "terminated" : waiting ? "waiting" : "unknown",
    reason: (terminated ?? waiting)?.reason ?? "",
    message: cut((terminated ?? waiting)?.message),
    exitCode: terminated?.exitCode ?? null,
    since: running?.startedAt ?? terminated?.finishedAt ?? null,
    ready: status?.ready ?? false,
    restarts: status?.restartCount ?? 0,
    last: last
      ? {
          reason: last.reason ?? "",
          message: cut(last.message),
          exitCode: last.exitCode,
          at: last.finishedAt ?? null,
        }
      : null,
    ports: (container.ports ?? []).map(
      ({ name, containerPort, protocol = "TCP" }) =>
        `${name === undefined ? "" : `${name} `}${containerPort}/${protocol}`,
    ),
    requests: texts(container.resources?.requests),
    limits: texts(container.resources?.limits),
    env: [
      ...(container.envFrom ?? []).map(({ prefix = "", configMapRef, secretRef }) => {
        const source = secretRef ? `Secret ${secretRef.name}` : `ConfigMap ${configMapRef?.name}`;
        return `${prefix}* of ${source}`;
      }),
      ...(container.env ?? []).map(({ name }) => name),
    ],
    mounts: (container.volumeMounts ?? []).map(
      ({ name, mountPath, subPath, readOnly }) =>
        `${mountPath} from ${name}${subPath ? `/${subPath}` : ""}${readOnly ? " (read only)" : ""}`,
    ),
  };
}

const kindsOfVolume: Readonly<Record<string, string>> = {
  configMap: "ConfigMap",
  secret: "Secret",
  persistentVolumeClaim: "PersistentVolumeClaim",
  emptyDir: "emptyDir",
  hostPath: "hostPath",
  downwardAPI: "downward API",
  csi: "CSI",
  nfs: "NFS",
  ephemeral: "ephemeral claim",
  image: "image",
};

/** `config: ConfigMap frontpage-files-1a2b`; of a projected volume each source. */
function volumeText(volume: Volume): string {
  const [source, given] = Object.entries(volume).find(([key]) => key !== "name") ?? ["emptyDir", {}];
  return `${volume.name}: ${sourceText(source, given)}`;
}

function sourceText(source: string, given: unknown): string {
  const fields = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (source === "projected") {
    const sources = (fields["sources"] ?? []) as readonly Readonly<Record<string, unknown>>[];
    return sources
      .flatMap((each) => Object.entries(each))
      .map(([key, value]) => (key === "serviceAccountToken" ? "token" : sourceText(key, value)))
      .join(", ");
  }
  const names = ["name", "secretName", "claimName", "path", "driver", "server", "reference", "medium"];
  const told = names.map((key) => fields[key]).filter((value) => typeof value === "string" && value !== "");
  return [kindsOfVolume[source] ?? source, ...told].join(" ");
}

function texts(values: Readonly<Record<string, string | number>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, String(value)]));
}

function cut(text: string | undefined): string {
  if (text === undefined || text.length <= mostCharacters) return text ?? "";
  return `${text.slice(0, mostCharacters)}…`;
}
