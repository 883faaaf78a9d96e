/**
 * Containers beside the app's own, what they share, and what processes may do. Every container says its program,
 * environment, files, ports, resources and checks in the same words as the app itself.
 */
import { z } from "zod";
import { imageReference } from "./app-image.ts";
import type { AppSpec } from "./app-spec.ts";
import { health, port, resources, stop } from "./app-spec-parts.ts";
import { envMap, filesMap } from "./app-spec-values.ts";
import { label } from "./names.ts";

/** Names of volumes carry them: `files-` and the name are at most 63 characters. */
const containerName = label.max(50).meta({ description: "the container's name", examples: ["log-shipper"] });
const volumeName = label.max(50);
const absolutePath = z
  .string()
  .max(500)
  .regex(/^(\/[A-Za-z0-9._-]+)+$/, "an absolute path of letters, digits, '.', '_' and '-'")
  .refine(
    (path) => !path.split("/").some((part) => part === "." || part === ".."),
    "a path without . and ..",
  );

const id = z.int().min(0).max(2_147_483_647);
/** Linux capabilities that do not open the node: the baseline of Kubernetes' Pod Security Standards. */
export const safeCapabilities = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
] as const;

const containerSecurityShape = {
  runAsUser: id.optional().meta({ description: "the user its program runs as", examples: ["1000"] }),
  runAsGroup: id.optional().meta({ description: "the group its program runs as", examples: ["1000"] }),
  runAsNonRoot: z
    .boolean()
    .optional()
    .meta({ description: "refuse to start as root", examples: ["true"] }),
  readOnlyRootFilesystem: z
    .boolean()
    .optional()
    .meta({ description: "the image's files cannot be written to", examples: ["true"] }),
  allowPrivilegeEscalation: z
    .boolean()
    .optional()
    .meta({ description: "may a program get more rights than its parent?", examples: ["false"] }),
  capabilities: z
    .strictObject({
      drop: z
        .array(z.string().regex(/^[A-Z_]{1,40}$/, "a capability such as NET_RAW, or ALL"))
        .max(50)
        .optional()
        .meta({ description: "capabilities taken away", examples: ["[ALL]"] }),
      add: z
        .array(z.enum(safeCapabilities))
        .max(20)
        .optional()
        .meta({ description: "capabilities given", examples: ["[NET_BIND_SERVICE]"] }),
    })
    .optional()
    .meta({ description: "Linux capabilities", examples: ["{ drop: [ALL] }"] }),
  seccomp: z
    .enum(["RuntimeDefault"])
    .optional()
    .meta({ description: "filter of system calls", examples: ["RuntimeDefault"] }),
};
const containerSecurity = z
  .strictObject(containerSecurityShape)
  .meta({ description: "what the container's processes may do", examples: ["{ runAsNonRoot: true }"] });

/** Of the app's own container, and of all its volumes. */
export const security = z
  .strictObject({
    ...containerSecurityShape,
    fsGroup: id.optional().meta({ description: "the group that owns the volumes", examples: ["1000"] }),
    supplementalGroups: z
      .array(id)
      .max(32)
      .optional()
      .meta({ description: "more groups of all processes", examples: ["[2000]"] }),
  })
  .meta({
    description: "what the app's processes may do; users, groups and seccomp hold for every container",
    examples: ["{ runAsNonRoot: true, readOnlyRootFilesystem: true }"],
  });
export type ContainerSecurity = z.output<typeof containerSecurity>;

const mounts = z.record(volumeName, absolutePath).meta({
  description: "volumes by name, and where the container sees them",
  examples: ["{ cache: /cache }"],
});

const program = {
  name: containerName,
  image: imageReference,
  command: z
    .array(z.string())
    .min(1)
    .max(200)
    .optional()
    .meta({ description: "instead of the image's entrypoint" }),
  args: z.array(z.string()).max(200).optional().meta({ description: "instead of the image's arguments" }),
  env: envMap,
  files: filesMap,
  resources: resources.optional(),
  security: containerSecurity.optional(),
  mounts: mounts.optional(),
};

const beside = z.strictObject({
  ...program,
  ports: z.array(port).max(50).optional().meta({ description: "what it listens on" }),
  health: health.optional(),
  drain: stop.shape.drain.meta({ description: "before its signal to stop" }),
});
const init = z.strictObject({
  ...program,
  afterSidecars: z
    .boolean()
    .optional()
    .meta({
      description: "runs once the sidecars have started; before them unless told",
      examples: ["true"],
    }),
});

const scratchVolume = z.strictObject({
  size: z
    .string()
    .regex(/^[0-9]+(\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)$/, "a size with its unit: 256Mi, 1Gi")
    .optional()
    .meta({ description: "an instance that fills it beyond is evicted", examples: ["1Gi"] }),
  medium: z
    .enum(["Memory"])
    .optional()
    .meta({ description: "in memory, counted as the instance's; on the node's disk unless told" }),
  path: absolutePath
    .optional()
    .meta({ description: "where the app's own container sees it", examples: ["/var/cache/app"] }),
});

/** What a spec says of containers, beside the app's own. */
export const containerFields = {
  initContainers: z
    .array(init)
    .max(20)
    .optional()
    .meta({ description: "run one after the other before the app starts" }),
  sidecars: z
    .array(beside)
    .max(20)
    .optional()
    .meta({ description: "start before the app and stop after it" }),
  containers: z.array(beside).max(20).optional().meta({ description: "run beside the app's own container" }),
  scratch: z
    .record(volumeName, scratchVolume)
    .optional()
    .meta({
      description: "empty volumes that live as long as an instance, shared by its containers",
      examples: ["{ cache: { size: 1Gi, path: /var/cache/app } }"],
    }),
  security: security.optional(),
};

/** One container of an instance, the app's own among them, in words that are the same for all. */
export interface ContainerPart extends Pick<AppSpec, "env" | "files" | "ports" | "resources" | "health"> {
  readonly kind: "own" | "beside" | "sidecar" | "init";
  /** Where the spec says it; empty for the app's own. */
  readonly path: readonly (string | number)[];
  readonly name: string;
  readonly image: string;
  readonly command?: AppSpec["command"];
  readonly args?: AppSpec["args"];
  readonly drain?: AppSpec["stop"]["drain"];
  readonly drainPath: readonly (string | number)[];
  readonly security?: ContainerSecurity | undefined;
  /** Volumes by name, and where this container sees them. */
  readonly mounts: Readonly<Record<string, string>>;
  readonly afterSidecars: boolean;
}

/** Every container of an instance: the app's own, those beside it, sidecars, and those that run before. */
export function containersOf(spec: AppSpec): ContainerPart[] {
  const { name, image, command, args, env, files, ports, resources, health } = spec;
  const seen = Object.entries(spec.scratch ?? {}).flatMap(([volume, { path }]) =>
    path === undefined ? [] : [[volume, path] as const],
  );
  const given = (
    kind: "beside" | "sidecar",
    key: "containers" | "sidecars",
    list: NonNullable<AppSpec["containers"]>,
  ): ContainerPart[] =>
    list.map((one, index) => ({
      ...one,
      kind,
      path: [key, index],
      drainPath: [key, index, "drain"],
      ports: one.ports ?? [],
      resources: one.resources ?? {},
      health: one.health ?? {},
      mounts: one.mounts ?? {},
      afterSidecars: false,
    }));
  return [
    {
      kind: "own",
      path: [],
      drainPath: ["stop", "drain"],
      ...{ image, command, args, env, files, ports, resources, health },
      name: spec.adopted?.container ?? name,
      drain: spec.stop.drain,
      // What holds for the whole pod is said there.
      security: containerOnly(spec.security ?? {}),
      mounts: Object.fromEntries(seen),
      afterSidecars: false,
    },
    ...given("beside", "containers", spec.containers ?? []),
    ...given("sidecar", "sidecars", spec.sidecars ?? []),
    ...(spec.initContainers ?? []).map(
      (one, index): ContainerPart => ({
        ...one,
        kind: "init",
        path: ["initContainers", index],
        drainPath: [],
        ports: [],
        resources: one.resources ?? {},
        health: {},
        mounts: one.mounts ?? {},
        afterSidecars: one.afterSidecars ?? false,
      }),
    ),
  ];
}

/** Of the app's security, what only a container can have. */
function containerOnly({
  readOnlyRootFilesystem,
  allowPrivilegeEscalation,
  capabilities,
}: ContainerSecurity): ContainerSecurity | undefined {
  const all = { readOnlyRootFilesystem, allowPrivilegeEscalation, capabilities };
  const said = Object.entries(all).filter(([, value]) => value !== undefined);
  return said.length === 0 ? undefined : (Object.fromEntries(said) as ContainerSecurity);
}

/** Ports of all containers that others may reach, with the place of each. */
export function portsOf(
  spec: AppSpec,
): (AppSpec["ports"][number] & { readonly path: (string | number)[] })[] {
  return containersOf(spec).flatMap(({ path, ports }) =>
    ports.map((port, index) => ({ ...port, path: [...path, "ports", index] })),
  );
}
