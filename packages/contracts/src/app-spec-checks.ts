/** Rules of the spec that span several fields. Pure; positions in the YAML are found from the paths. */
import type { AppSpec } from "./app-spec.ts";
import { checkPatches } from "./app-spec-patches.ts";
import { checkAutoscaling, checkServing } from "./app-spec-scale-checks.ts";
import { amount } from "./quantity.ts";

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
const maxFilesBytes = 900_000;

/** Every broken rule, in the order of the document. */
export function checkSpec(spec: AppSpec): SpecIssue[] {
  return [
    ...checkName(spec),
    ...checkNamespace(spec),
    ...checkPorts(spec),
    ...checkFiles(spec),
    ...checkResources(spec),
    ...checkProbes(spec),
    ...checkStop(spec),
    ...checkServing(spec),
    ...checkAutoscaling(spec),
    ...checkIngress(spec),
    ...checkPod(spec),
    ...checkPatches(spec),
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
  const path = spec.namespace === undefined ? ["name"] : ["namespace"];
  return [
    { path, message: `namespace ${namespace} belongs to the cluster`, hint: "choose a name of your own" },
  ];
}

function checkPorts(spec: AppSpec): SpecIssue[] {
  const issues: SpecIssue[] = [];
  for (const [index, port] of spec.ports.entries()) {
    const before = spec.ports.slice(0, index);
    if (before.some((other) => other.name === port.name)) {
      issues.push({
        path: ["ports", index, "name"],
        message: `port name ${port.name} is used twice`,
        hint: "give each port its own name",
      });
    }
    if (before.some((other) => other.port === port.port && other.protocol === port.protocol)) {
      issues.push({
        path: ["ports", index, "port"],
        message: `port ${port.port}/${port.protocol} is listed twice`,
        hint: "list it once; several Service ports for one container port come later",
      });
    }
    if (
      port.service !== undefined &&
      before.some((other) => other.service === port.service && other.protocol === port.protocol)
    ) {
      issues.push({
        path: ["ports", index, "service"],
        message: `Service port ${port.service}/${port.protocol} is used twice`,
        hint: "choose another `service` port",
      });
    }
  }
  return issues;
}

function checkFiles(spec: AppSpec): SpecIssue[] {
  const issues: SpecIssue[] = [];
  const paths = Object.keys(spec.files);
  const total = Object.values(spec.files).reduce((sum, content) => sum + content.length * 3, 0);
  const exact = total > maxFilesBytes ? utf8Bytes(Object.values(spec.files).join("")) : 0;
  if (exact > maxFilesBytes) {
    issues.push({
      path: ["files"],
      message: `config files have ${exact} bytes; a ConfigMap holds about ${maxFilesBytes}`,
      hint: "put large files into the image",
    });
  }
  for (const path of paths) {
    const inside = paths.find((other) => other !== path && other.startsWith(`${path}/`));
    if (inside !== undefined) {
      issues.push({
        path: ["files", path],
        message: `${path} is a file and, for ${inside}, a folder`,
        hint: "rename one of the two",
      });
    }
  }
  return issues;
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

function checkResources(spec: AppSpec): SpecIssue[] {
  const issues: SpecIssue[] = [];
  for (const name of ["cpu", "memory", "ephemeralStorage"] as const) {
    const request = spec.resources.requests?.[name];
    const limit = spec.resources.limits?.[name];
    if (request === undefined || limit === undefined || amount(request) <= amount(limit)) continue;
    issues.push({
      path: ["resources", "requests", name],
      message: `requests ${request} of ${name}, more than its limit ${limit}`,
      hint: `write at most ${limit}, or raise resources.limits.${name}`,
    });
  }
  return issues;
}

function knownPort(spec: AppSpec, port: string | number): boolean {
  return typeof port === "number" || spec.ports.some((candidate) => candidate.name === port);
}

function portHint(spec: AppSpec): string {
  const names = spec.ports.map((port) => port.name);
  return names.length === 0 ? "list the port under `ports` first" : `write one of: ${names.join(", ")}`;
}

function checkProbes(spec: AppSpec): SpecIssue[] {
  const issues: SpecIssue[] = [];
  for (const kind of ["readiness", "liveness", "startup"] as const) {
    const probe = spec.health[kind];
    if (probe === undefined) continue;
    const ways = (["http", "tcp", "exec"] as const).filter((way) => probe[way] !== undefined);
    if (ways.length !== 1) {
      issues.push({
        path: ["health", kind],
        message: ways.length === 0 ? "the check asks nothing" : `the check has ${ways.join(" and ")}`,
        hint: "write exactly one of http, tcp and exec, such as http: { path: /healthz, port: http }",
      });
    }
    for (const way of ["http", "tcp"] as const) {
      const port = probe[way]?.port;
      if (port !== undefined && !knownPort(spec, port)) {
        issues.push({
          path: ["health", kind, way, "port"],
          message: `there is no port ${port}`,
          hint: portHint(spec),
        });
      }
    }
    if (kind !== "readiness" && (probe.successThreshold ?? 1) !== 1) {
      issues.push({
        path: ["health", kind, "successThreshold"],
        message: `a ${kind} check succeeds at once`,
        hint: "write 1 or leave it out",
      });
    }
  }
  return issues;
}

function checkStop(spec: AppSpec): SpecIssue[] {
  const drain = spec.stop.drain;
  if (drain === undefined) return [];
  const issues: SpecIssue[] = [];
  const ways = (["sleepSeconds", "http", "exec"] as const).filter((way) => drain[way] !== undefined);
  if (ways.length !== 1) {
    issues.push({
      path: ["stop", "drain"],
      message: ways.length === 0 ? "drain does nothing" : `drain has ${ways.join(" and ")}`,
      hint: "write exactly one of sleepSeconds, http and exec, such as sleepSeconds: 5",
    });
  }
  if (drain.sleepSeconds !== undefined && drain.sleepSeconds >= spec.stop.gracePeriodSeconds) {
    issues.push({
      path: ["stop", "drain", "sleepSeconds"],
      message: `a pause of ${drain.sleepSeconds} s uses up the grace period of ${spec.stop.gracePeriodSeconds} s`,
      hint: `raise stop.gracePeriodSeconds over ${drain.sleepSeconds}`,
    });
  }
  if (drain.http !== undefined && !knownPort(spec, drain.http.port)) {
    issues.push({
      path: ["stop", "drain", "http", "port"],
      message: `there is no port ${drain.http.port}`,
      hint: portHint(spec),
    });
  }
  return issues;
}

function checkIngress(spec: AppSpec): SpecIssue[] {
  const issues: SpecIssue[] = [];
  for (const [index, entry] of spec.ingress.entries()) {
    if (spec.ingress.slice(0, index).some((other) => other.host === entry.host)) {
      issues.push({
        path: ["ingress", index, "host"],
        message: `host ${entry.host} is listed twice`,
        hint: "put all its paths into one entry",
      });
    }
    if (entry.bodySize !== undefined && !entry.class.includes("nginx")) {
      issues.push({
        path: ["ingress", index, "bodySize"],
        message: `a body size is set for ingress-nginx, and the class is ${entry.class}`,
        hint: "leave bodySize out, or write class: nginx",
      });
    }
    for (const [at, path] of entry.paths.entries()) {
      const port = spec.ports.find((candidate) => candidate.name === path.port);
      if (port?.service !== undefined) continue;
      issues.push({
        path: ["ingress", index, "paths", at, "port"],
        message: port === undefined ? `there is no port ${path.port}` : `port ${path.port} is private`,
        hint: port === undefined ? portHint(spec) : `give port ${path.port} a \`service\` port, such as 80`,
      });
    }
  }
  return issues;
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
