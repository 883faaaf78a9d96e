/** A container in the words of the spec. Pure. */
import { present } from "../render/stable.ts";
import type { Fields } from "./live.ts";

/** Image, program, ports, environment, resources and checks. */
export function containerWords(container: Fields): Record<string, unknown> {
  return present({
    image: container["image"],
    command: container["command"],
    args: container["args"],
    ports: portsOf(container),
    env: envOf(container),
    resources: resourcesOf(container["resources"] as Fields | undefined),
    health: healthOf(container),
  });
}

function portsOf(container: Fields): object[] | undefined {
  const ports = (container["ports"] ?? []) as readonly Fields[];
  if (ports.length === 0) return undefined;
  return ports.map(({ name, containerPort, protocol }) =>
    present({
      name: name ?? `port-${String(containerPort)}`,
      port: containerPort,
      protocol: protocol === "TCP" ? undefined : protocol,
    }),
  );
}

/**
 * In its order, which is part of what runs. A value from elsewhere keeps its place by an empty text; what it is comes back
 * as a patch. From the first name a spec does not allow on, all come by that patch: it puts its own at the end.
 */
function envOf(container: Fields): object | undefined {
  const env = (container["env"] ?? []) as readonly { name: string; value?: string }[];
  const said = new Map<string, string>();
  for (const { name, value = "" } of env) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,199}$/.test(name) || said.has(name) || value.length > 32_768) break;
    said.set(name, value);
  }
  return said.size === 0 ? undefined : Object.fromEntries(said);
}

function resourcesOf(resources: Fields | undefined): object | undefined {
  const amounts = (given: unknown) => {
    const { cpu, memory, "ephemeral-storage": ephemeralStorage } = (given ?? {}) as Fields;
    return filled({ cpu, memory, ephemeralStorage });
  };
  return filled({ requests: amounts(resources?.["requests"]), limits: amounts(resources?.["limits"]) });
}

function healthOf(container: Fields): object | undefined {
  const probe = (name: string) => {
    const given = container[name] as Fields | undefined;
    if (given === undefined) return undefined;
    const { httpGet, tcpSocket, exec, grpc, ...timing } = given;
    const { initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold, successThreshold } = timing;
    const http = httpGet as Fields | undefined;
    return present({
      http:
        http === undefined
          ? undefined
          : present({
              path: http["path"],
              port: http["port"],
              scheme: http["scheme"],
              headers: http["httpHeaders"],
            }),
      tcp: tcpSocket === undefined ? undefined : { port: (tcpSocket as Fields)["port"] },
      exec,
      grpc: grpc === undefined ? undefined : present(grpc as Fields),
      initialDelaySeconds,
      periodSeconds,
      timeoutSeconds,
      failureThreshold,
      successThreshold,
    });
  };
  return filled({
    readiness: probe("readinessProbe"),
    liveness: probe("livenessProbe"),
    startup: probe("startupProbe"),
  });
}

/** What runs before its signal to stop, where the spec has words for it. */
export function drainOf(own: Fields): object | undefined {
  const preStop = (own["lifecycle"] as { preStop?: Fields } | undefined)?.preStop;
  const sleep = preStop?.["sleep"] as { seconds?: number } | undefined;
  if (sleep?.seconds !== undefined) return { sleepSeconds: sleep.seconds };
  const exec = preStop?.["exec"];
  return exec === undefined ? undefined : { exec };
}

/** Without its undefined fields; undefined when none is left. */
export function filled(given: Fields | null | undefined): Record<string, unknown> | undefined {
  const left = present(given ?? {});
  return Object.keys(left).length === 0 ? undefined : left;
}
