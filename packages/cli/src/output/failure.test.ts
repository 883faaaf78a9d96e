import { expect, test } from "vitest";
import { CliError, exitCodes, problemError, usageError } from "../errors.ts";
import { failureDocument, renderFailure } from "./failure.ts";
import { createPaint } from "./paint.ts";

const plain = createPaint(false);
const problem = {
  type: "/problems/release_step_not_ready",
  title: "The step is not Ready",
  status: 409,
  code: "release_step_not_ready",
  detail: "Step 2 of frontpage-3 has 1 of 2 instances Ready.",
  hint: "Wait for it: halcyon release watch frontpage-3",
  requestId: "r1",
};

test("a refusal says what happened, what to do and where", () => {
  const error = problemError(problem, "POST /api/v1/releases/frontpage-3/next");
  expect(`\n${renderFailure(error, plain)}\n`).toMatchInlineSnapshot(`
    "
    The step is not Ready: Step 2 of frontpage-3 has 1 of 2 instances Ready.
    What to do: Wait for it: halcyon release watch frontpage-3
    At POST /api/v1/releases/frontpage-3/next: release_step_not_ready, request r1
    "
  `);
  expect(failureDocument(error)).toEqual({ ...problem, exitCode: exitCodes.conflict });
});

test("errors with a position quote the line and mark the column", () => {
  const error = new CliError({
    exitCode: exitCodes.failed,
    title: "The spec is not valid",
    detail: "2 things in app.yaml must change.",
    hint: "",
    issues: [
      {
        path: "ports[0].port",
        line: 3,
        column: 9,
        message: "80800 is too large",
        hint: "write at most 65535",
      },
      { path: "team", message: "team is missing" },
    ],
    source: { name: "app.yaml", text: "name: x\nports:\n\t- port: 80800\n" },
  });
  expect(`\n${renderFailure(error, plain)}\n`).toMatchInlineSnapshot(`
    "
    The spec is not valid: 2 things in app.yaml must change.
      app.yaml:3:9 (ports[0].port): 80800 is too large
        3 | 	- port: 80800
          | 	       ^
        write at most 65535
      team: team is missing
    "
  `);
});

test("colour adds nothing that is not also said in words", () => {
  const error = usageError("No reason is given.", "Add --reason.");
  const painted = renderFailure(error, createPaint(true));
  expect(painted).toContain("\u001b[31mWrong input:\u001b[39m");
  expect(painted.replaceAll(/\u001b\[\d+m/g, "")).toBe(renderFailure(error, plain));
});
