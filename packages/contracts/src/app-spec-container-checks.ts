/** Rules of the spec about containers: the app's own and those beside it are held to the same. */
import type { SpecIssue } from "./app-spec-checks.ts";
import { type ContainerPart, containersOf, portsOf } from "./app-spec-containers.ts";
import type { AppSpec } from "./app-spec.ts";
import { amount } from "./quantity.ts";

const maxFilesBytes = 900_000;
const ways = ["http", "tcp", "exec", "grpc"] as const;

/** Every broken rule about containers. */
export function checkContainers(spec: AppSpec): SpecIssue[] {
  const containers = containersOf(spec);
  const all = (check: (container: ContainerPart) => SpecIssue[]) => containers.flatMap(check);
  return [
    ...checkNames(containers),
    ...checkPorts(spec),
    ...all(checkFiles),
    ...all(checkResources),
    ...all(checkProbes),
    ...all((container) => checkDrain(container, spec.stop.gracePeriodSeconds)),
    ...all((container) => checkMounts(container, spec)),
    ...checkSecurity(spec, containers),
  ];
}

function checkNames(containers: readonly ContainerPart[]): SpecIssue[] {
  return containers.flatMap(({ name, path }, index) =>
    containers.slice(0, index).some((other) => other.name === name)
      ? [
          {
            path: [...path, "name"],
            message: `there is another container ${name}`,
            hint: "give each container its own name; the first has the app's",
          },
        ]
      : [],
  );
}

/** All containers of an instance share one network: a port is there once. */
function checkPorts(spec: AppSpec): SpecIssue[] {
  const issues: SpecIssue[] = [];
  const ports = portsOf(spec);
  for (const [index, port] of ports.entries()) {
    const before = ports.slice(0, index);
    if (before.some((other) => other.name === port.name)) {
      issues.push({
        path: [...port.path, "name"],
        message: `port name ${port.name} is used twice`,
        hint: "give each port its own name",
      });
    }
    if (before.some((other) => other.port === port.port && other.protocol === port.protocol)) {
      issues.push({
        path: [...port.path, "port"],
        message: `port ${port.port}/${port.protocol} is listed twice`,
        hint: "list it once; several Service ports for one container port come later",
      });
    }
    if (
      port.service !== undefined &&
      before.some((other) => other.service === port.service && other.protocol === port.protocol)
    ) {
      issues.push({
        path: [...port.path, "service"],
        message: `Service port ${port.service}/${port.protocol} is used twice`,
        hint: "choose another `service` port",
      });
    }
  }
  return issues;
}

function checkFiles({ files, path: at }: ContainerPart): SpecIssue[] {
  const issues: SpecIssue[] = [];
  const paths = Object.keys(files);
  const texts = Object.values(files).filter((content) => typeof content === "string");
  const total = texts.reduce((sum, content) => sum + content.length * 3, 0);
  const exact = total > maxFilesBytes ? utf8Bytes(texts.join("")) : 0;
  if (exact > maxFilesBytes) {
    issues.push({
      path: [...at, "files"],
      message: `config files have ${exact} bytes; a ConfigMap holds about ${maxFilesBytes}`,
      hint: "put large files into the image",
    });
  }
  for (const path of paths) {
    const inside = paths.find((other) => other !== path && other.startsWith(`${path}/`));
    if (inside !== undefined) {
      issues.push({
        path: [...at, "files", path],
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

function checkResources({ resources, path }: ContainerPart): SpecIssue[] {
  return (["cpu", "memory", "ephemeralStorage"] as const).flatMap((name) => {
    const request = resources.requests?.[name];
    const limit = resources.limits?.[name];
    if (request === undefined || limit === undefined || amount(request) <= amount(limit)) return [];
    return [
      {
        path: [...path, "resources", "requests", name],
        message: `requests ${request} of ${name}, more than its limit ${limit}`,
        hint: `write at most ${limit}, or raise ${path.length === 0 ? "" : "its "}resources.limits.${name}`,
      },
    ];
  });
}

/** What to write instead of a port that is not there. */
export function portHint(ports: readonly { readonly name: string }[]): string {
  const names = ports.map(({ name }) => name);
  return names.length === 0 ? "list the port under `ports` first" : `write one of: ${names.join(", ")}`;
}

function isKnown({ ports }: ContainerPart, port: string | number): boolean {
  return typeof port === "number" || ports.some(({ name }) => name === port);
}

function checkProbes(container: ContainerPart): SpecIssue[] {
  const issues: SpecIssue[] = [];
  for (const kind of ["readiness", "liveness", "startup"] as const) {
    const probe = container.health[kind];
    if (probe === undefined) continue;
    const path = [...container.path, "health", kind];
    const chosen = ways.filter((way) => probe[way] !== undefined);
    if (chosen.length !== 1) {
      issues.push({
        path,
        message: chosen.length === 0 ? "the check asks nothing" : `the check has ${chosen.join(" and ")}`,
        hint: "write exactly one of http, tcp, exec and grpc, such as http: { path: /healthz, port: http }",
      });
    }
    for (const way of ["http", "tcp", "grpc"] as const) {
      const port = probe[way]?.port;
      if (port !== undefined && !isKnown(container, port)) {
        issues.push({
          path: [...path, way, "port"],
          message: `there is no port ${port}`,
          hint: portHint(container.ports),
        });
      }
    }
    if (kind !== "readiness" && (probe.successThreshold ?? 1) !== 1) {
      issues.push({
        path: [...path, "successThreshold"],
        message: `a ${kind} check succeeds at once`,
        hint: "write 1 or leave it out",
      });
    }
  }
  return issues;
}

function checkDrain(container: ContainerPart, gracePeriodSeconds: number): SpecIssue[] {
  const { drain } = container;
  const path = [...container.drainPath];
  if (drain === undefined) return [];
  const issues: SpecIssue[] = [];
  const chosen = (["sleepSeconds", "http", "exec"] as const).filter((way) => drain[way] !== undefined);
  if (chosen.length !== 1) {
    issues.push({
      path,
      message: chosen.length === 0 ? "drain does nothing" : `drain has ${chosen.join(" and ")}`,
      hint: "write exactly one of sleepSeconds, http and exec, such as sleepSeconds: 5",
    });
  }
  if (drain.sleepSeconds !== undefined && drain.sleepSeconds >= gracePeriodSeconds) {
    issues.push({
      path: [...path, "sleepSeconds"],
      message: `a pause of ${drain.sleepSeconds} s uses up the grace period of ${gracePeriodSeconds} s`,
      hint: `raise stop.gracePeriodSeconds over ${drain.sleepSeconds}`,
    });
  }
  if (drain.http !== undefined && !isKnown(container, drain.http.port)) {
    issues.push({
      path: [...path, "http", "port"],
      message: `there is no port ${drain.http.port}`,
      hint: portHint(container.ports),
    });
  }
  return issues;
}

function checkMounts({ kind, path, mounts, files }: ContainerPart, { scratch = {} }: AppSpec): SpecIssue[] {
  const issues: SpecIssue[] = [];
  const taken = new Map(Object.keys(files).map((file) => [file, "a config file"]));
  for (const [volume, mount] of Object.entries(mounts)) {
    const at = kind === "own" ? ["scratch", volume, "path"] : [...path, "mounts", volume];
    if (!Object.hasOwn(scratch, volume)) {
      const names = Object.keys(scratch);
      issues.push({
        path: at,
        message: `there is no volume ${volume}`,
        hint: names.length === 0 ? `write scratch: { ${volume}: {} }` : `write one of: ${names.join(", ")}`,
      });
    }
    const other = taken.get(mount);
    if (other !== undefined) {
      issues.push({ path: at, message: `at ${mount} there is ${other}`, hint: "choose another path" });
    }
    taken.set(mount, `volume ${volume}`);
  }
  return issues;
}

function checkSecurity({ security = {} }: AppSpec, containers: readonly ContainerPart[]): SpecIssue[] {
  const root = (
    user: number | undefined,
    nonRoot: boolean | undefined,
    path: (string | number)[],
  ): SpecIssue[] =>
    user === 0 && nonRoot === true
      ? [
          {
            path,
            message: "user 0 is root, and runAsNonRoot refuses it",
            hint: "write another user, such as 1000",
          },
        ]
      : [];
  return [
    ...root(security.runAsUser, security.runAsNonRoot, ["security", "runAsUser"]),
    ...containers.flatMap(({ kind, security: own, path }) =>
      kind === "own" || own === undefined
        ? []
        : root(own.runAsUser, own.runAsNonRoot ?? security.runAsNonRoot, [...path, "security", "runAsUser"]),
    ),
  ];
}
