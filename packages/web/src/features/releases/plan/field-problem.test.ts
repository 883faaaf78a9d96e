import type { Problem } from "@halcyon/contracts";
import { expect, test } from "vitest";
import { fieldProblems } from "./field-problem.ts";

const problem = (change: Partial<Problem>): Problem => ({
  type: "",
  title: "",
  status: 400,
  code: "http_input_invalid",
  detail: "what happened",
  hint: "",
  ...change,
});

test("input the server cannot take is told where it was typed", () => {
  const errors = [
    { path: "body.gates[0].minutes", message: "takes at most 10080" },
    { path: "body.expiresInHours", message: "takes at most 720" },
  ];
  expect(fieldProblems(problem({ errors }))).toEqual({
    gates: "takes at most 10080",
    expires: "takes at most 720",
  });
});

test("what a spec says of its image is told at the image, each thing once", () => {
  const errors = [
    { path: "image", line: 10, message: "needs a tag", hint: "write registry/app:1" },
    { path: "image", line: 10, message: "needs a tag", hint: "write registry/app:1" },
  ];
  expect(fieldProblems(problem({ code: "app_spec_invalid", errors }))).toEqual({
    image: "needs a tag. write registry/app:1",
  });
});

test.each([
  ["release_step_too_large", "steps"],
  ["release_gate_invalid", "gates"],
  ["app_version_not_found", "version"],
  ["release_target_unreachable", "form"],
])("%s belongs to %s", (code, field) => {
  expect(fieldProblems(problem({ code }))).toEqual({ [field]: "what happened" });
});

test("without a refusal there is nothing to say", () => {
  expect(fieldProblems(null)).toEqual({});
});
