/** One container of a pod: its program, environment, probes and graceful stop. */
import { type AppSpec, amount } from "@halcyon/contracts";
import type { ConfigFiles } from "./config-files.ts";
import { present, sorted } from "./stable.ts";

type Probe = NonNullable<AppSpec["health"]["readiness"]>;
type HttpCall = NonNullable<Probe["http"]>;
type Amounts = NonNullable<AppSpec["resources"]["requests"]>;

/** The app's own container. */
export function renderContainer(spec: AppSpec, files: ConfigFiles | null): object {
  const env = Object.entries(sorted(spec.env)).map(([name, value]) => ({ name, value }));
  const { requests, limits } = spec.resources;
  const { readiness, liveness, startup } = spec.health;
  return present({
    name: spec.name,
    image: spec.image,
    command: spec.command,
    args: spec.args,
    ports:
      spec.ports.length === 0
        ? undefined
        : spec.ports.map(({ name, port, protocol }) => ({ name, containerPort: port, protocol })),
    env: env.length === 0 ? undefined : env,
    resources:
      requests === undefined && limits === undefined
        ? undefined
        : present({ requests: quantities(requests), limits: quantities(limits) }),
    readinessProbe: renderProbe(readiness),
    livenessProbe: renderProbe(liveness),
    startupProbe: renderProbe(startup),
    lifecycle: renderDrain(spec.stop.drain),
    volumeMounts: files?.mounts,
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

function renderProbe(probe: Probe | undefined): object | undefined {
  if (probe === undefined) return undefined;
  const { http, tcp, exec, ...timing } = probe;
  return present({ httpGet: httpGet(http), tcpSocket: tcp, exec, ...timing });
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
