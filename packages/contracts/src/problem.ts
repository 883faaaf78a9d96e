import { z } from "zod";

/** RFC 9457 problem details, with a stable `code` for scripts and a `hint` that says what to do next. */
export const problem = z.object({
  type: z.string().describe("URI of the kind of problem: /problems/<code>"),
  title: z.string(),
  status: z.int(),
  code: z.string().describe("stable, for scripts: release_step_not_ready"),
  detail: z.string().describe("what happened, and where"),
  hint: z.string().describe("what to do next"),
  instance: z.string().optional().describe("the request's path"),
  requestId: z.string().optional(),
  errors: z
    .array(
      z.object({
        path: z.string().describe("where in the input, e.g. body.steps[2]"),
        message: z.string(),
        line: z.int().optional(),
        column: z.int().optional(),
        hint: z.string().optional(),
      }),
    )
    .optional(),
});
export type Problem = z.infer<typeof problem>;
