import { defineErrors } from "#platform/errors.ts";

/** Everything the changes domain refuses, and what to do about it. */
export const changeErrors = defineErrors("change", {
  not_found: {
    status: 404,
    title: "No such change",
    hint: "List changes with `halcyon changes`.",
  },
  no_inverse: {
    status: 409,
    title: "The change cannot be taken back",
    hint: "Make the change that is wanted instead.",
  },
  covered: {
    status: 409,
    title: "Later changes lie over it",
    hint: "Look at them; `--over` takes it back all the same, and what they changed with it.",
  },
  forbidden: {
    status: 403,
    title: "Not yours to take back",
    hint: "Ask somebody who may make this change.",
  },
});
