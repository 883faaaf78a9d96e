import type { Interner } from "../store/intern.ts";
import type { Projected } from "../store/objects.ts";
import type { ObjectMeta } from "../types.ts";
import { editedAt, seconds, writesOf } from "./meta.ts";

/** What is kept of a Service. */
export interface ServiceRecord extends Projected {
  readonly labels: Readonly<Record<string, string>>;
  readonly type: string;
  readonly clusterIp: string;
  /** 80:8080/TCP */
  readonly ports: readonly string[];
  readonly selector: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly editedAt: number;
  readonly writes: number;
}

/** What is kept of an Ingress. */
export interface IngressRecord extends Projected {
  readonly labels: Readonly<Record<string, string>>;
  readonly className: string;
  readonly hosts: readonly string[];
  /** host/path -> service:port */
  readonly rules: readonly string[];
  readonly createdAt: number;
  readonly editedAt: number;
  readonly writes: number;
}

interface Service {
  readonly metadata: ObjectMeta;
  readonly spec?: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly {
      readonly port: number;
      readonly targetPort?: number | string;
      readonly protocol?: string;
    }[];
  };
}

export function serviceProjection(interner: Interner): (service: Service) => ServiceRecord {
  return ({ metadata, spec = {} }) => ({
    uid: metadata.uid,
    namespace: interner.text(metadata.namespace),
    name: interner.text(metadata.name),
    labels: interner.labels(metadata.labels),
    type: interner.text(spec.type ?? "ClusterIP"),
    clusterIp: interner.text(spec.clusterIP),
    ports: interner.list(
      (spec.ports ?? []).map(
        (port) => `${port.port}:${port.targetPort ?? port.port}/${port.protocol ?? "TCP"}`,
      ),
    ),
    selector: interner.labels(spec.selector),
    createdAt: seconds(metadata.creationTimestamp),
    editedAt: editedAt(metadata),
    writes: writesOf(metadata),
  });
}

interface Ingress {
  readonly metadata: ObjectMeta;
  readonly spec?: {
    readonly ingressClassName?: string;
    readonly defaultBackend?: IngressBackend;
    readonly rules?: readonly {
      readonly host?: string;
      readonly http?: {
        readonly paths?: readonly { readonly path?: string; readonly backend?: IngressBackend }[];
      };
    }[];
  };
}

interface IngressBackend {
  readonly service?: {
    readonly name?: string;
    readonly port?: { readonly number?: number; readonly name?: string };
  };
}

export function ingressProjection(interner: Interner): (ingress: Ingress) => IngressRecord {
  return ({ metadata, spec = {} }) => {
    const rules = (spec.rules ?? []).flatMap((rule) =>
      (rule.http?.paths ?? []).map(
        (path) => `${rule.host ?? "*"}${path.path ?? "/"} -> ${backendText(path.backend)}`,
      ),
    );
    return {
      uid: metadata.uid,
      namespace: interner.text(metadata.namespace),
      name: interner.text(metadata.name),
      labels: interner.labels(metadata.labels),
      className: interner.text(spec.ingressClassName),
      hosts: interner.list([...new Set((spec.rules ?? []).map((rule) => rule.host ?? "*"))]),
      rules: interner.list(
        spec.defaultBackend ? [...rules, `* -> ${backendText(spec.defaultBackend)}`] : rules,
      ),
      createdAt: seconds(metadata.creationTimestamp),
      editedAt: editedAt(metadata),
      writes: writesOf(metadata),
    };
  };
}

function backendText(backend: IngressBackend | undefined): string {
  const port = backend?.service?.port;
  return `${backend?.service?.name ?? "?"}:${port?.number ?? port?.name ?? "?"}`;
}
