/**
 * From Kubernetes objects to a spec. What was carried over is not trusted: the spec is rendered again and compared with
 * the objects, and every value that does not come back is named. Pure.
 */
import { z } from "zod";
import { appErrors } from "../errors.ts";
import { parseSpec } from "../spec/parse.ts";
import { printObject, renderTarget } from "../render/render.ts";
import { present } from "../render/stable.ts";
import { differences } from "./differences.ts";

export interface GivenObject {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
  readonly spec?: unknown;
}

export interface Unexpressed {
  /** Deployment/web */
  readonly object: string;
  readonly path: string;
  readonly value: string;
  readonly why: string;
}

type Fields = Readonly<Record<string, unknown>>;
const fields = z.record(z.string(), z.unknown());
const port = z.looseObject({
  name: z.string().optional(),
  containerPort: z.number().optional(),
  protocol: z.string().optional(),
});
const container = z.looseObject({
  ports: z.array(port).nullish(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).nullish(),
  resources: z.looseObject({ requests: fields.nullish(), limits: fields.nullish() }).nullish(),
});
/** What is read of a Deployment; the comparison sees the rest. */
const workload = z.looseObject({
  replicas: z.number().optional(),
  template: z.looseObject({
    metadata: z.looseObject({ annotations: fields.nullish() }).nullish(),
    spec: z.looseObject({ containers: z.array(container).min(1), nodeSelector: fields.nullish() }),
  }),
});
const publicPorts = z.looseObject({
  ports: z.array(
    z.looseObject({ port: z.number(), targetPort: z.union([z.number(), z.string()]).optional() }),
  ),
});
type Container = z.infer<typeof container>;

/** @throws HalcyonError app_not_convertible unless there is exactly one Deployment, with a container */
export function convertObjects(
  objects: readonly GivenObject[],
  app: { readonly name: string; readonly team: string; readonly room: string },
): { spec: string; unexpressed: Unexpressed[] } {
  const deployments = objects.filter(({ kind }) => kind === "Deployment");
  const [deployment] = deployments;
  if (deployment === undefined || deployments.length > 1) {
    throw appErrors.not_convertible({
      detail: `there are ${deployments.length} Deployments among the objects`,
    });
  }
  const read = workload.safeParse(deployment.spec);
  if (!read.success) {
    throw appErrors.not_convertible({ detail: `the Deployment is none: ${z.prettifyError(read.error)}` });
  }
  const service = objects.find(({ kind }) => kind === "Service");
  const written = printObject(specOf(app, read.data, service));
  const parsed = parseSpec(written);
  const manifests = parsed.ok
    ? renderTarget(parsed.parsed.spec, {
        cluster: app.room,
        room: app.room,
        namespace: app.name,
        workload: app.name,
        replicas: read.data.replicas ?? 1,
        floorUnavailable: 0,
        autoscaled: null,
      })
    : [];
  const refused = parsed.ok
    ? []
    : parsed.problems.map(({ path, message, hint }) => ({
        object: "spec",
        path,
        value: "",
        why: `${message}; ${hint}`,
      }));
  const unexpressed = objects.flatMap((object): Unexpressed[] => {
    const { kind = "object", metadata } = object;
    const named = `${kind}/${metadata?.name ?? ""}`;
    const converted = object === deployment || object === service;
    if (!converted) return [{ object: named, path: "", value: "", why: "this object is not converted" }];
    const rendered = manifests.find((manifest) => manifest.kind === kind);
    if (rendered === undefined) return [];
    return differences(object, rendered).map(({ path, value, rendered: instead }) => ({
      object: named,
      path,
      value: text(value),
      why: instead === undefined ? "the spec does not say this" : `Halcyon would write ${text(instead)}`,
    }));
  });
  const all = [...refused, ...unexpressed];
  return { spec: comments(all) + written, unexpressed: all };
}

function specOf(
  app: { name: string; team: string; room: string },
  { template, replicas = 1 }: z.infer<typeof workload>,
  service: GivenObject | undefined,
): object {
  const container: Fields & Partial<Container> = template.spec.containers[0] ?? {};
  const env = (container.env ?? []).flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value]],
  );
  return present({
    name: app.name,
    team: app.team,
    image: container["image"],
    command: container["command"],
    args: container["args"],
    ports: portsOf(container, service),
    env: env.length === 0 ? undefined : Object.fromEntries(env),
    resources: resourcesOf(container.resources),
    health: healthOf(container),
    stop: graceOf(template.spec),
    replicas: { [app.room]: replicas },
    placement: filled({ nodeSelector: filled(template.spec.nodeSelector) }),
    pod: filled({ annotations: filled(template.metadata?.annotations) }),
  });
}

function graceOf(pod: Fields | undefined): object | undefined {
  const seconds = pod?.["terminationGracePeriodSeconds"];
  return seconds === undefined ? undefined : { gracePeriodSeconds: seconds };
}

function portsOf(container: Partial<Container>, service: GivenObject | undefined): object[] | undefined {
  const read = publicPorts.safeParse(service?.spec);
  const shared = read.success ? read.data.ports : [];
  const ports = (container.ports ?? []).map(({ name, containerPort, protocol }) =>
    present({
      name: name ?? `port-${containerPort}`,
      port: containerPort,
      service: shared.find(
        ({ port, targetPort = port }) => targetPort === name || targetPort === containerPort,
      )?.port,
      protocol: protocol === "TCP" ? undefined : protocol,
    }),
  );
  return ports.length === 0 ? undefined : ports;
}

function resourcesOf(resources: Container["resources"]): object | undefined {
  const amounts = (given: Fields | null | undefined) => {
    const { cpu, memory, "ephemeral-storage": ephemeralStorage } = given ?? {};
    return filled(present({ cpu, memory, ephemeralStorage }));
  };
  return filled({ requests: amounts(resources?.requests), limits: amounts(resources?.limits) });
}

function healthOf(container: Fields): object | undefined {
  const probe = (name: string) => {
    const given = container[name] as Fields | undefined;
    if (given === undefined) return undefined;
    const http = given["httpGet"] as Fields | undefined;
    return present({
      http:
        http === undefined
          ? undefined
          : present({ path: http["path"] ?? "/", port: http["port"], scheme: http["scheme"] }),
      tcp: given["tcpSocket"],
      exec: given["exec"],
      initialDelaySeconds: given["initialDelaySeconds"],
      periodSeconds: given["periodSeconds"],
      timeoutSeconds: given["timeoutSeconds"],
      failureThreshold: given["failureThreshold"],
      successThreshold: given["successThreshold"],
    });
  };
  return filled({
    readiness: probe("readinessProbe"),
    liveness: probe("livenessProbe"),
    startup: probe("startupProbe"),
  });
}

/** Without its undefined fields; undefined when none is left. */
function filled(given: Fields | null | undefined): object | undefined {
  const left = present(given ?? {});
  return Object.keys(left).length === 0 ? undefined : left;
}

function comments(unexpressed: readonly Unexpressed[]): string {
  return unexpressed
    .map(
      ({ object, path, value, why }) =>
        `could not express: ${[object, path, value].filter((part) => part !== "").join(" ")}: ${why}`,
    )
    .map((line) => `# ${line.replaceAll(/\s+/g, " ")}\n`)
    .join("");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
