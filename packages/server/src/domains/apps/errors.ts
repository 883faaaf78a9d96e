import { defineErrors } from "#platform/errors.ts";

/** Everything the apps domain refuses, and what to do about it. */
export const appErrors = defineErrors("app", {
  not_found: {
    status: 404,
    title: "No such app",
    hint: "List apps with `halcyon app list`; the first `halcyon app apply` makes one.",
  },
  version_not_found: {
    status: 404,
    title: "No such version",
    hint: "List versions with `halcyon app versions <app>`.",
  },
  version_moved: {
    status: 409,
    title: "Somebody stored a version meanwhile",
    hint: "Compare it with yours (`halcyon app compare`), take over what is right, and store again on top of it.",
  },
  no_version: {
    status: 409,
    title: "The app has no version yet",
    hint: "Apply a spec first: `halcyon app apply -f app.yaml`.",
  },
  exists: {
    status: 409,
    title: "The app exists already",
    hint: "Change its policy or apply a spec instead.",
  },
  spec_invalid: {
    status: 422,
    title: "The spec has errors",
    hint: "Each error has a line, a column and what to write instead; nothing was stored.",
  },
  not_convertible: {
    status: 422,
    title: "Not one Deployment",
    hint: "Give the objects of one app: exactly one Deployment, and what belongs to it.",
  },
  not_adoptable: {
    status: 422,
    title: "It cannot be adopted",
    hint: "Read why; what runs is as it was.",
  },
  adoption_moved: {
    status: 409,
    title: "Something changed since the plan",
    hint: "Plan again, look at what is new, and take it over then.",
  },
  adoption_refused: {
    status: 409,
    title: "Taking it over would change what runs",
    hint: "Look at the plan's differences; nothing is taken over unless there is none.",
  },
  helm_unreadable: {
    status: 422,
    title: "The Helm release cannot be read",
    hint: "Check its name and namespace with `helm list`; or give what `helm get manifest` writes with --from-dir.",
  },
  adopted_fixed: {
    status: 403,
    title: "What was adopted stays as it is",
    hint: "Leave the block `adopted` as the version before has it, or ask operations (app.policy) to change it.",
  },
  name_mismatch: {
    status: 422,
    title: "The spec is another app's",
    hint: "Apply it under the name it carries, or correct `name`.",
  },
  team_unknown: {
    status: 422,
    title: "No such team",
    hint: "Ask an administrator to create the team, or correct `team`.",
  },
  team_forbidden: {
    status: 403,
    title: "The app belongs to another team",
    hint: "Ask someone of that team, or an administrator for a role in it.",
  },
  namespace_taken: {
    status: 409,
    title: "The namespace belongs to another team",
    hint: "Choose another name, or ask operations to set a namespace in the app's policy.",
  },
  namespace_fixed: {
    status: 409,
    title: "The namespace cannot change",
    hint: "What runs would stay behind in the old one. Make an app with a new name and remove this one.",
  },
  container_unknown: {
    status: 404,
    title: "No such container",
    hint: "Look at the spec: `halcyon app version <app> <version>` names its containers.",
  },
  secret_not_found: {
    status: 404,
    title: "No such secret",
    hint: "List an app's secrets with `halcyon secret list <app>`.",
  },
  secret_store_unknown: {
    status: 404,
    title: "No such store of secrets",
    hint: "List the stores with `halcyon secret stores`; operations name them in the server's settings.",
  },
  secret_stores_invalid: {
    status: 500,
    title: "The settings of the secret stores cannot be used",
    hint: "Correct the file that HALCYON_SECRET_STORES names; docs/guides/secrets.md has an example.",
  },
  secret_path_forbidden: {
    status: 403,
    title: "The app may not use that path of the store",
    hint: "Write a path below one of those the detail names, or ask operations to allow another.",
  },
  secret_key_unclear: {
    status: 422,
    title: "Which value is meant is not clear",
    hint: "In Vault a path has keys, and --key names one; a file has one value and no key.",
  },
  secret_store_unavailable: {
    status: 503,
    title: "A store of secrets does not answer",
    hint: "Nothing was written. It is tried again where a release waits for it; otherwise try again once the store answers.",
  },
  secret_store_refused: {
    status: 409,
    title: "A store of secrets does not let Halcyon read",
    hint: "Ask operations to let Halcyon's account in the store read that path; a token may have ended.",
  },
  secret_not_in_store: {
    status: 409,
    title: "The store does not have that value",
    hint: "Restore it in the store, or store another value there and rotate: `halcyon secret rotate <app> <secret>`.",
  },
  secret_changed_in_store: {
    status: 409,
    title: "The value in the store is not the one that was pinned",
    hint: "Put the old value back, or take the new one into a version: `halcyon secret rotate <app> <secret>`, and release that.",
  },
  secret_not_newer: {
    status: 409,
    title: "The store has nothing newer",
    hint: "Store the new value there first, then rotate.",
  },
  secret_value_unclear: {
    status: 422,
    title: "Where the new value comes from is not clear",
    hint: "Give a value for a secret Halcyon holds, and none for one that is linked to a store.",
  },
  field_unknown: {
    status: 404,
    title: "No such rendered field",
    hint: "Leave the field out to see them all, or begin with a kind: Deployment.spec.template.",
  },
  base_not_found: {
    status: 404,
    title: "No such base",
    hint: "List bases with `halcyon base list`; `halcyon base set` makes one.",
  },
  base_invalid: {
    status: 422,
    title: "The base has errors",
    hint: "Each error has a line, a column and what to write instead; nothing was stored.",
  },
  base_moved: {
    status: 409,
    title: "Somebody stored a version of the base meanwhile",
    hint: "Look at it (`halcyon base get`), take over what is right, check again, and store on top of it.",
  },
  base_place_unknown: {
    status: 422,
    title: "No such team or room",
    hint: "List them with `halcyon team list` and `halcyon room list`.",
  },
  conflict: {
    status: 409,
    title: "Others own fields that would change",
    hint: "Look at `halcyon app diff`; take their change into the spec, or have them give the fields up. Nothing was forced.",
  },
  still_running: {
    status: 409,
    title: "The app still runs",
    hint: "Release a version whose replicas are all 0 first, then remove the app.",
  },
  release_open: {
    status: 409,
    title: "A release of the app is open",
    hint: "Finish or abort the release first.",
  },
  cluster_unreachable: {
    status: 503,
    title: "A cluster cannot be asked",
    hint: "Nothing was changed. Try again when the cluster answers.",
  },
  cluster_unknown: {
    status: 404,
    title: "No such cluster",
    hint: "List clusters with `halcyon cluster list`.",
  },
  cluster_refused: {
    status: 409,
    title: "The cluster refused",
    hint: "Read its words; usually a quota, an admission policy or missing rights.",
  },
});
