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
import { containerWords, drainOf, filled } from "./words.ts";

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
  { template, replicas = 1, ...around }: z.infer<typeof workload>,
  service: GivenObject | undefined,
): object {
  const container: Fields & Partial<Container> = template.spec.containers[0] ?? {};
  // Without a patch beside it, a value from elsewhere is left out: an empty text would say something else.
  const env = (container.env ?? []).flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value]],
  );
  const pod: Fields = template.spec;
  const pullSecrets = (pod["imagePullSecrets"] as readonly { name?: string }[] | undefined) ?? [];
  const tolerations = (pod["tolerations"] ?? []) as readonly object[];
  return present({
    name: app.name,
    team: app.team,
    ...containerWords(container),
    ports: portsOf(container, service),
    env: env.length === 0 ? undefined : Object.fromEntries(env),
    stop: filled({ gracePeriodSeconds: pod["terminationGracePeriodSeconds"], drain: drainOf(container) }),
    pullSecrets: pullSecrets.length === 0 ? undefined : pullSecrets.map(({ name }) => name),
    replicas: { [app.room]: replicas },
    ...rollingOf(around),
    placement: filled({
      nodeSelector: filled(template.spec.nodeSelector),
      tolerations: tolerations.length === 0 ? undefined : tolerations,
    }),
    pod: filled({ annotations: filled(template.metadata?.annotations) }),
  });
}

/** How it rolls, where that is said: what a file leaves out, Halcyon's own defaults stand for. */
function rollingOf({ strategy, minReadySeconds, progressDeadlineSeconds }: Fields): object {
  const { rollingUpdate } = (strategy ?? {}) as { rollingUpdate?: Fields };
  const { maxSurge, maxUnavailable } = rollingUpdate ?? {};
  return present({
    unavailable: maxUnavailable === undefined || maxUnavailable === 0 ? undefined : maxUnavailable,
    strategy: filled({ maxSurge, maxUnavailable, minReadySeconds, progressDeadlineSeconds }),
  });
}

function portsOf(container: Fields, service: GivenObject | undefined): object[] | undefined {
  const read = publicPorts.safeParse(service?.spec);
  const shared = read.success ? read.data.ports : [];
  const { ports } = containerWords(container) as { ports?: readonly { name: string; port: number }[] };
  return ports?.map((one) =>
    present({
      ...one,
      service: shared.find(
        ({ port, targetPort = port }) => targetPort === one.name || targetPort === one.port,
      )?.port,
    }),
  );
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
