/** How images are named. */
import { z } from "zod";

/** `[registry/]path[:tag][@sha256:...]`, with a tag or a digest: what runs is always named. */
export const imageReference = z
  .string()
  .max(500)
  .regex(
    /^(?:[a-zA-Z0-9.-]+(?::[0-9]+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/,
    "an image: registry/name:tag, or registry/name@sha256:...",
  )
  .refine((image) => /:[A-Za-z0-9_][A-Za-z0-9_.-]*$|@sha256:/.test(image), "an image needs a tag or a digest")
  .meta({
    description: "the container image, with its tag or digest",
    examples: ["registry.demo/frontpage:1"],
  });
