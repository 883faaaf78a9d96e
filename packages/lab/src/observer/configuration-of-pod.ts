/** What one pod gets from ConfigMaps and Secrets, by the rules of core/v1 that a kubelet follows. Pure. */

export type ObjectKind = "ConfigMap" | "Secret";

interface Metadata {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}
/** A ConfigMap, or a Secret with its data in base64. */
export interface ConfigurationObject {
  readonly metadata: Metadata;
  readonly immutable?: boolean;
  readonly data?: Readonly<Record<string, string>>;
}
interface KeyRef {
  readonly name: string;
  readonly key: string;
}
interface Items {
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}
interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly {
    readonly name: string;
    readonly valueFrom?: { readonly secretKeyRef?: KeyRef; readonly configMapKeyRef?: KeyRef };
  }[];
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly subPath?: string;
  }[];
}
interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name: string } & Items;
  readonly secret?: { readonly secretName: string } & Items;
  readonly projected?: {
    readonly sources: readonly {
      readonly configMap?: { readonly name: string } & Items;
      readonly secret?: { readonly name: string } & Items;
    }[];
  };
}
export interface ConfiguredPod {
  readonly metadata: Metadata;
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly volumes?: readonly Volume[];
  };
}

export interface Resolved {
  /** Content by the name of the variable, or the path of the file. */
  readonly values: Readonly<Record<string, string>>;
  /** What is named, as `Secret/name`. */
  readonly names: readonly string[];
  /** What would keep the pod from its configuration, or would let it change under it. */
  readonly problems: readonly string[];
}

type Objects = ReadonlyMap<`${ObjectKind}/${string}`, ConfigurationObject>;

/** @param objects the ConfigMaps and Secrets of the namespace at that moment */
export function resolve(spec: ConfiguredPod["spec"], objects: Objects): Resolved {
  const values: Record<string, string> = {};
  const names = new Set<string>();
  const problems = new Set<string>();

  const read = (kind: ObjectKind, name: string): Readonly<Record<string, string>> => {
    const at = `${kind}/${name}` as const;
    names.add(at);
    const object = objects.get(at);
    if (object === undefined) problems.add(`${at} is not there`);
    else if (object.immutable !== true) problems.add(`${at} is not immutable`);
    return Object.fromEntries(
      Object.entries(object?.data ?? {}).map(([key, text]) => [
        key,
        kind === "Secret" ? Buffer.from(text, "base64").toString("utf8") : text,
      ]),
    );
  };
  const put = (name: string, value: string | undefined) => {
    if (value === undefined) problems.add(`${name} has no content`);
    else values[name] = value;
  };
  const filesOf = (kind: ObjectKind, name: string, { items }: Items): [string, string | undefined][] => {
    const data = read(kind, name);
    return items === undefined ? Object.entries(data) : items.map(({ key, path }) => [path, data[key]]);
  };
  const filesIn = ({ configMap, secret, projected }: Volume): [string, string | undefined][] => [
    ...(configMap === undefined ? [] : filesOf("ConfigMap", configMap.name, configMap)),
    ...(secret === undefined ? [] : filesOf("Secret", secret.secretName, secret)),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...(source.configMap === undefined
        ? []
        : filesOf("ConfigMap", source.configMap.name, source.configMap)),
      ...(source.secret === undefined ? [] : filesOf("Secret", source.secret.name, source.secret)),
    ]),
  ];
  for (const { env, volumeMounts } of [...(spec.initContainers ?? []), ...spec.containers]) {
    for (const { name, valueFrom } of env ?? []) {
      const { secretKeyRef: secret, configMapKeyRef: map } = valueFrom ?? {};
      if (secret !== undefined) put(name, read("Secret", secret.name)[secret.key]);
      if (map !== undefined) put(name, read("ConfigMap", map.name)[map.key]);
    }
    for (const { name, mountPath, subPath } of volumeMounts ?? []) {
      // What a service account's token comes with is the cluster's own, and not the app's configuration.
      if (mountPath.startsWith("/var/run/secrets/kubernetes.io/")) continue;
      const volume = (spec.volumes ?? []).find((one) => one.name === name);
      const { configMap, secret, projected } = volume ?? {};
      if (volume === undefined || (configMap ?? secret ?? projected) === undefined) continue;
      const files = filesIn(volume);
      if (subPath === undefined) for (const [path, text] of files) put(`${mountPath}/${path}`, text);
      else put(mountPath, files.find(([path]) => path === subPath)?.[1]);
    }
  }
  return { values, names: [...names].sort(), problems: [...problems].sort() };
}
