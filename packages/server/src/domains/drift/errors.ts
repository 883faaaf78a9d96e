import { defineErrors } from "#platform/errors.ts";

/** Everything the drift domain refuses, and what to do about it. */
export const errors = defineErrors("drift", {
  nothing: {
    status: 409,
    title: "There is no such drift",
    hint: "Look at what is there now: `halcyon drift show APP`.",
  },
  unknown: {
    status: 409,
    title: "It is not known what runs there",
    hint: "Nothing was changed. Try again when the cluster answers.",
  },
  release_open: {
    status: 409,
    title: "A release owns what runs there",
    hint: "Decide in the release (`halcyon release resume --put-back`), or finish it first.",
  },
  versions_differ: {
    status: 409,
    title: "They run different versions",
    hint: "Put them back one version at a time: name the clusters with --cluster.",
  },
  not_expressible: {
    status: 422,
    title: "The spec cannot say it",
    hint: "Put it back (`halcyon drift put-back`), or ignore it for a while; nothing was stored.",
  },
  ignore_invalid: {
    status: 422,
    title: "That cannot be ignored so",
    hint: "Give a moment that is still to come, at most a year from now: --until +7d.",
  },
  ignore_not_found: {
    status: 404,
    title: "Nothing is ignored under this id",
    hint: "List them: `halcyon drift ignored`.",
  },
});
