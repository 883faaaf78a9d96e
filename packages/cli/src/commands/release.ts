import type { Command } from "commander";
import { type Cli, groups, noun } from "../command.ts";
import { releaseApprovalCommands } from "./release/approval.ts";
import { releasePlanCommands } from "./release/plan.ts";
import { releaseReadCommands } from "./release/read.ts";
import { releaseRunCommands } from "./release/run.ts";
import { releaseWatchCommands } from "./release/watch.ts";

const about = `Releases move an app to another version over all its clusters, step by step.

  create -> approve (somebody else) -> next, next, ... or finish -> done
                                       hold, resume, skip, abort, rollback on the way`;

/** `halcyon release`: plan, approve, run, watch. */
export function releaseCommands(program: Command, cli: Cli): void {
  const release = noun(
    program,
    "release",
    "Releases: plan, approve, step, watch, roll back",
    groups.ship,
  ).description(about);
  releasePlanCommands(release, cli);
  releaseReadCommands(release, cli);
  releaseApprovalCommands(release, cli);
  releaseRunCommands(release, cli);
  releaseWatchCommands(release, cli);
}
