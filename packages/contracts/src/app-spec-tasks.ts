/** What an app runs beside its instances: at times, around a release, or when somebody asks. */
import { z } from "zod";
import { imageReference } from "./app-image.ts";
import { resources } from "./app-spec-parts.ts";
import { envMap } from "./app-spec-values.ts";

const taskName = z
  .string()
  .max(30, "at most 30 characters")
  .regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/, "lower-case letters, digits and '-', beginning with a letter")
  .meta({ description: "its name in the app", examples: ["migrate"] });

const timeoutSeconds = z
  .int()
  .min(1)
  .max(604_800)
  .meta({
    description: "ended and counted as failed after so long, all attempts together",
    examples: ["600"],
  });
const retries = z
  .int()
  .min(0)
  .max(20)
  .default(0)
  .meta({ description: "new pods after a failed one", examples: ["2"] });

/** What runs: the app's image, environment, config files and account, unless told otherwise. */
const program = {
  command: z
    .array(z.string())
    .min(1)
    .max(200)
    .optional()
    .meta({ description: "program to run; the image's own unless told", examples: ['["/bin/migrate"]'] }),
  args: z.array(z.string()).max(200).optional().meta({ description: "its arguments" }),
  image: imageReference.optional(),
  env: envMap.meta({ description: "environment over the app's own", examples: ['{ MODE: "batch" }'] }),
  resources: resources.optional().meta({ description: "the app's own unless told" }),
};

export const schedule = z.strictObject({
  name: taskName,
  cron: z
    .string()
    .max(100)
    .regex(
      /^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|[-0-9A-Za-z*/,?]+( +[-0-9A-Za-z*/,?]+){4})$/,
      "five fields: minute hour day month weekday, such as 30 3 * * *",
    )
    .meta({ description: "when: minute hour day month weekday", examples: ["30 3 * * *"] }),
  timezone: z
    .string()
    .max(60)
    .optional()
    .meta({ description: "of `cron`; the cluster's own unless told", examples: ["Asia/Shanghai"] }),
  ...program,
  concurrency: z
    .enum(["Allow", "Forbid", "Replace"])
    .default("Forbid")
    .meta({
      description: "when the last run has not ended: run both, skip the new one, or end the old one",
      examples: ["Forbid"],
    }),
  deadlineSeconds: z
    .int()
    .min(10)
    .max(604_800)
    .optional()
    .meta({
      description: "a run that could not start for so long is skipped",
      examples: ["300"],
    }),
  timeoutSeconds: timeoutSeconds.optional(),
  retries,
  history: z
    .strictObject({
      succeeded: z.int().min(0).max(100).default(3),
      failed: z.int().min(0).max(100).default(1),
    })
    .prefault({})
    .meta({ description: "ended runs that are kept to look at" }),
  suspend: z
    .boolean()
    .default(false)
    .meta({ description: "no new runs while true", examples: ["true"] }),
});

export const job = z.strictObject({
  name: taskName,
  when: z.enum(["before", "after", "manual"]).meta({
    description: "before a release moves anything, after all of it has moved, or when somebody runs it",
    examples: ["before"],
  }),
  ...program,
  timeoutSeconds: timeoutSeconds.default(600),
  retries,
  once: z
    .enum(["target", "release"])
    .default("target")
    .meta({
      description: "in every cluster of a release, or in the first one only",
      examples: ["release"],
    }),
});

export const schedules = z.array(schedule).max(30).default([]).meta({ description: "runs at set times" });
export const jobs = z
  .array(job)
  .max(30)
  .default([])
  .meta({ description: "runs around a release or by hand: migrations, checks" });
