/**
 * The application spec: everything a developer says about an app, in one document. Manifests are
 * rendered from it; nobody writes them. Unknown keys are errors. What only operations may decide (the
 * largest step, registries, namespace) is the app's policy in apps.ts; what only one release decides
 * (steps, gates) is the release's.
 */
import { z } from "zod";
import { imageReference } from "./app-image.ts";
import { adopted } from "./app-spec-adopted.ts";
import { checkSpec } from "./app-spec-checks.ts";
import { containerFields } from "./app-spec-containers.ts";
import { countOrPercent, health, pod, port, resources, stop, strategy } from "./app-spec-parts.ts";
import { ingress } from "./app-spec-ingress.ts";
import { overlaysOf } from "./app-spec-overlay.ts";
import { patches } from "./app-spec-patches.ts";
import { disruption, placement } from "./app-spec-placement.ts";
import { autoscaling } from "./app-spec-scaling.ts";
import { dependencies, service } from "./app-spec-service.ts";
import { podManagement, workloadKind } from "./app-spec-kinds.ts";
import { storage } from "./app-spec-storage.ts";
import { jobs, schedules } from "./app-spec-tasks.ts";
import { envMap, filesMap } from "./app-spec-values.ts";
import { label } from "./names.ts";

/** Bytes of YAML an app's spec may have. */
export const specMaxBytes = 256 * 1024;

const link = z.strictObject({
  title: z
    .string()
    .min(1)
    .max(100)
    .meta({ description: "what it is", examples: ["Runbook"] }),
  url: z
    .url({ protocol: /^https?$/ })
    .meta({ description: "where it is", examples: ["https://wiki.news.example/frontpage"] }),
});
const fields = {
  name: label.meta({ description: "the app's name, for good", examples: ["frontpage"] }),
  team: label.meta({ description: "the team that owns it", examples: ["news"] }),
  namespace: label.optional().meta({
    description: "where it runs; its name, unless operations' policy says another",
    examples: ["frontpage"],
  }),
  description: z.string().max(2000).optional().meta({ description: "what it is, in a sentence or two" }),
  owners: z.array(z.string().min(1).max(200)).max(50).optional().meta({ description: "people to ask" }),
  links: z.array(link).max(50).optional().meta({ description: "runbook, dashboard, code" }),
  dependencies: dependencies.optional(),

  kind: workloadKind,
  podManagement,
  image: imageReference,
  command: z
    .array(z.string())
    .min(1)
    .max(200)
    .optional()
    .meta({ description: "instead of the image's entrypoint" }),
  args: z.array(z.string()).max(200).optional().meta({ description: "instead of the image's arguments" }),
  pullSecrets: z.array(label).max(20).optional().meta({ description: "Secrets with registry credentials" }),
  ports: z.array(port).max(50).default([]).meta({ description: "what it listens on" }),
  env: envMap,
  files: filesMap,
  resources: resources.default({}),
  health: health.default({}),
  ...containerFields,
  stop: stop.prefault({}),

  replicas: z
    .record(label, z.int().min(0).max(10_000))
    .refine((map) => Object.keys(map).length > 0, "at least one room or cluster")
    .meta({
      description: "instances per room (split over its clusters) or per cluster",
      examples: ["{ north-mobile: 2, south-telecom: 3 }"],
    }),
  unavailable: countOrPercent.optional().meta({
    description: "instances that may be missing while Halcyon acts: the serving floor; 0 unless told",
    examples: ["1"],
  }),
  disruption: disruption.optional(),
  strategy: strategy.prefault({}),
  autoscaling: autoscaling.optional(),
  service: service.optional(),
  storage,
  schedules,
  jobs,
  ingress: z.array(ingress).max(50).default([]).meta({ description: "how requests from outside come in" }),
  placement: placement.default({}),
  pod: pod.default({}),
  patches: patches.optional(),
  adopted: adopted.optional().meta({ description: "what was taken over from before Halcyon, and stays" }),
};

export const appSpecShape = z.strictObject({ ...fields, rooms: overlaysOf(fields).optional() });

/** The spec with the rules that span fields. */
export const appSpec = appSpecShape.superRefine((spec, context) => {
  for (const issue of checkSpec(spec)) {
    context.addIssue({
      code: "custom",
      path: issue.path,
      message: issue.message,
      params: { hint: issue.hint },
    });
  }
});

/** A spec with its defaults filled in. */
export type AppSpec = z.output<typeof appSpecShape>;
/** A spec as written, before defaults. */
export type AppSpecInput = z.input<typeof appSpecShape>;
