/** What a container is configured with: its environment and its config files. */
import { z } from "zod";
import { label } from "./names.ts";

const envName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "letters, digits and '_', not beginning with a digit");
const filePath = z
  .string()
  .max(500)
  .regex(/^(\/[A-Za-z0-9._-]+)+$/, "an absolute path of letters, digits, '.', '_' and '-'")
  .refine(
    (path) => !path.split("/").some((part) => part === "." || part === ".."),
    "a path without . and ..",
  );

/** A secret's name, the same in the spec and on the command line. */
export const secretName = label.meta({ description: "the name of one of the app's secrets" });

/** One of the app's secrets. Without a version it is the latest at the time the spec is applied. */
const secretRef = z.strictObject({
  secret: secretName,
  version: z.int().min(1).optional().meta({ description: "this version; the latest unless told" }),
});
/** The fields of a pod the downward API gives to an environment (core/v1 ObjectFieldSelector). */
const fieldRef = z.strictObject({
  field: z
    .string()
    .max(400)
    .regex(
      /^(metadata\.(name|namespace|uid|(labels|annotations)\['[A-Za-z0-9./_-]+'\])|spec\.(nodeName|serviceAccountName)|status\.(hostIPs?|podIPs?))$/,
      "a field of the instance such as metadata.name or status.podIP",
    ),
});
const resourceRef = z.strictObject({
  resource: z.enum([
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
  ]),
  container: label.optional().meta({ description: "another container of the instance" }),
});
const objectName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "the name of an object in the app's namespace");
const dataKey = z
  .string()
  .max(253)
  .regex(/^[-._A-Za-z0-9]+$/, "a key: letters, digits, '-', '_' and '.'");
/** An object Halcyon did not make and does not look after. */
const foreignRef = z.strictObject({
  from: z.union([
    z.strictObject({ secret: objectName, key: dataKey }),
    z.strictObject({ configMap: objectName, key: dataKey }),
  ]),
});

/** What a variable is set to: text, or where its value comes from. */
export const envValue = z.union([z.string().max(32_768), secretRef, fieldRef, resourceRef, foreignRef], {
  error:
    "text in quotes, or { secret: name }, { field: metadata.name }, { resource: limits.cpu }, { from: ... }",
});
export type EnvValue = z.output<typeof envValue>;

export const envMap = z
  .record(envName, envValue)
  .default({})
  .meta({
    description:
      "environment; values are text (quote numbers and true/false), { secret: name }, { field: status.podIP }, { resource: limits.memory } or { from: { secret: name, key: k } }",
    examples: ['{ MODE: "live" }'],
  });

/** A file's content: text, or where it comes from. */
const fileContent = z.union([z.string(), secretRef, foreignRef], {
  error: "the content as text, or { secret: name }, or { from: { secret: name, key: k } }",
});
export type FileContent = z.output<typeof fileContent>;

export const filesMap = z
  .record(filePath, fileContent)
  .default({})
  .meta({
    description:
      "config files: path in the container and content; a content is text, { secret: name } or { from: { secret: name, key: k } }",
    examples: ['{ /etc/app/app.conf: "..." }'],
  });
