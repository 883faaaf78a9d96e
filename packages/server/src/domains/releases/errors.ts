import { defineErrors } from "#platform/errors.ts";

export const errors = defineErrors("release", {
  not_found: { status: 404, title: "No such release", hint: "halcyon release list shows them" },
  forbidden: {
    status: 403,
    title: "Not allowed",
    hint: "ask a lead of the app's team for the developer role",
  },
  nothing_to_release: {
    status: 409,
    title: "Nothing to release",
    hint: "apply a new spec, or name an image or a version that does not run yet",
  },
  version_unclear: {
    status: 400,
    title: "It is not clear which version is meant",
    hint: "an image makes a new version of the latest spec; a version names one that is there",
  },
  steps_invalid: {
    status: 400,
    title: "The steps cannot be used",
    hint: "give a size, a list of sizes, or rising percentages",
  },
  step_too_large: {
    status: 403,
    title: "A step is larger than the app's policy allows",
    hint: "choose smaller steps, or ask operations to raise the app's largest step",
  },
  gate_invalid: { status: 400, title: "A gate cannot be used", hint: "the detail says which gate and why" },
  target_unusable: {
    status: 409,
    title: "A target cannot be released to",
    hint: "mend what the detail names, then plan again",
  },
  target_unreachable: {
    status: 503,
    title: "A cluster cannot be reached to plan for it",
    hint: "halcyon cluster list shows its state; plan again once it answers",
  },
  not_editable: {
    status: 409,
    title: "Only a plan that has not begun can be changed",
    hint: "abort or roll back, then plan anew",
  },
  own_release: {
    status: 403,
    title: "Nobody approves their own release",
    hint: "ask another lead of the team; whoever wrote, edited or versioned its content counts as its author",
  },
  content_changed: {
    status: 409,
    title: "The content is not what was shown",
    hint: "look at the plan again, then approve that",
  },
  wrong_state: {
    status: 409,
    title: "The release is in another state",
    hint: "halcyon release show tells which",
  },
  not_approved: {
    status: 409,
    title: "Not approved",
    hint: "a lead who is not its author runs: halcyon release approve",
  },
  step_not_ready: {
    status: 409,
    title: "The step in force is not Ready",
    hint: "wait for it, skip an unreachable target, or roll back",
  },
  gate_not_passed: {
    status: 409,
    title: "A gate has not passed",
    hint: "wait for it; finish goes on without gates",
  },
  unexpected_step: {
    status: 409,
    title: "Another step comes next",
    hint: "look at the release, then say the step it names",
  },
  frozen: {
    status: 423,
    title: "Changes are frozen",
    hint: "wait for the end of the freeze; a rollback is allowed with a reason",
  },
  nothing_left: {
    status: 409,
    title: "Nothing is left to do",
    hint: "halcyon release show tells where it stands",
  },
  drifted: {
    status: 409,
    title: "Something the release depends on was changed, or a job of it failed",
    hint: "put it back, or run the job once more, with --put-back; or abort --keep or --back",
  },
  job_unknown: {
    status: 404,
    title: "No such job where the app runs",
    hint: "halcyon app tasks APP lists the jobs of what runs; a new one comes with a release",
  },
  job_not_manual: {
    status: 409,
    title: "The job is not there to be run by hand",
    hint: "write when: manual in the spec, or release again",
  },
  job_not_started: {
    status: 502,
    title: "The job was not started everywhere",
    hint: "look at halcyon app tasks APP, then run it again where it did not start: --cluster",
  },
  unknown_target: { status: 404, title: "No such target", hint: "the detail names the release's targets" },
  already_skipped: { status: 409, title: "Skipped already", hint: "nothing to do" },
  another_running: {
    status: 409,
    title: "Another release of this app is under way",
    hint: "finish it, or roll it back, first",
  },
  superseded: {
    status: 409,
    title: "Another version runs than when this was planned",
    hint: "plan again: halcyon release create",
  },
  secret_revoked: {
    status: 409,
    title: "It needs a revoked version of a secret",
    hint: "release a version that uses another: halcyon secret rotate makes one",
  },
  freeze_not_found: { status: 404, title: "No such freeze", hint: "halcyon freeze list shows them" },
  freeze_invalid: { status: 400, title: "The freeze cannot be used", hint: "the detail says why" },
});
