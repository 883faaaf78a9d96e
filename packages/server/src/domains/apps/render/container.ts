/** One container of a pod: its program, environment, probes, rights and graceful stop. */
import { type AppSpec, amount, type ContainerPart } from "@halcyon/contracts";
import { renderEnv } from "./env.ts";
import { renderContainerSecurity } from "./security.ts";
import { present, sorted } from "./stable.ts";

type Probe = NonNullable<AppSpec["health"]["readiness"]>;
type HttpCall = NonNullable<Probe["http"]>;
type Amounts = NonNullable<AppSpec["resources"]["requests"]>;

/**
 * One container, with what the app's volumes are to it.
 * @param app whose secrets its environment names
 * @param keepOrder the environment in the order of the spec: what was adopted would be another pod in another order
 */
export function renderContainer(
  app: string,
  part: ContainerPart,
  mounted: readonly object[],
  keepOrder = false,
): object {
  const env = Object.entries(keepOrder ? part.env : sorted(part.env)).map(([name, value]) =>
    renderEnv(app, name, value),
  );
  const { requests, limits } = part.resources;
  const { readiness, liveness, startup } = part.health;
  const { ports } = part;
  return present({
    name: part.name,
    image: part.image,
    command: part.command,
    args: part.args,
    restartPolicy: part.kind === "sidecar" ? "Always" : undefined,
    ports:
      ports.length === 0
        ? undefined
        : ports.map(({ name, port, protocol }) => ({ name, containerPort: port, protocol })),
    env: env.length === 0 ? undefined : env,
    resources:
      requests === undefined && limits === undefined
        ? undefined
        : present({ requests: quantities(requests), limits: quantities(limits) }),
    readinessProbe: renderProbe(readiness, ports),
    livenessProbe: renderProbe(liveness, ports),
    startupProbe: renderProbe(startup, ports),
    lifecycle: renderDrain(part.drain),
    securityContext: renderContainerSecurity(part.security),
    volumeMounts: mounted.length === 0 ? undefined : mounted,
  });
}

function renderDrain(drain: AppSpec["stop"]["drain"]): object | undefined {
  if (drain === undefined) return undefined;
  return {
    preStop: present({
      sleep: drain.sleepSeconds === undefined ? undefined : { seconds: drain.sleepSeconds },
      httpGet: httpGet(drain.http),
      exec: drain.exec,
    }),
  };
}

function renderProbe(probe: Probe | undefined, ports: ContainerPart["ports"]): object | undefined {
  if (probe === undefined) return undefined;
  const { http, tcp, exec, grpc, ...timing } = probe;
  return present({
    httpGet: httpGet(http),
    tcpSocket: tcp,
    exec,
    // Kubernetes takes no port by its name here.
    grpc: grpc === undefined ? undefined : present({ ...grpc, port: numberOf(grpc.port, ports) }),
    ...timing,
  });
}

function numberOf(port: string | number, ports: ContainerPart["ports"]): number {
  const number = typeof port === "number" ? port : ports.find(({ name }) => name === port)?.port;
  // The spec's own checks refuse it before.
  if (number === undefined) throw new Error(`there is no port ${port}`);
  return number;
}

function httpGet(call: HttpCall | undefined): object | undefined {
  if (call === undefined) return undefined;
  const { path, port, scheme, headers } = call;
  return present({ path, port, scheme, httpHeaders: headers });
}

function quantities(amounts: Amounts | undefined): object | undefined {
  if (amounts === undefined) return undefined;
  return present({
    cpu: amounts.cpu === undefined ? undefined : processors(amounts.cpu),
    memory: amounts.memory,
    "ephemeral-storage": amounts.ephemeralStorage,
  });
}

/** 0.5 and "0.5" as "500m", the way Kubernetes writes it back. */
function processors(quantity: string | number): string {
  const thousandths = Math.round(amount(quantity) * 1000);
  return thousandths % 1000 === 0 ? String(thousandths / 1000) : `${thousandths}m`;
}
