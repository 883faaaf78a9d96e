/** What a container is configured with: its environment and its config files. */
import { z } from "zod";

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

export const envMap = z
  .record(envName, z.string().max(32_768))
  .default({})
  .meta({
    description: "environment; values are text: quote numbers and true/false",
    examples: ['{ MODE: "live" }'],
  });

export const filesMap = z
  .record(filePath, z.string())
  .default({})
  .meta({
    description: "config files: path in the container and content",
    examples: ['{ /etc/app/app.conf: "..." }'],
  });
