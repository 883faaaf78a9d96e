/** How far the export is, for people and for metrics. */
import type { GitStatus } from "@halcyon/contracts";
import type { Db } from "#platform/database/database.ts";
import { type ExportState, oldestAfterCommit, readState, waiting } from "../repo.ts";
import type { RemoteSettings } from "./remote.ts";

/** @param deps.found whether this process found a git program */
export async function gitStatus(deps: {
  db: Db;
  found: boolean;
  remote: RemoteSettings | null;
}): Promise<GitStatus> {
  const { db, found, remote } = deps;
  const kept = await readState(db);
  const { count, since } = await waiting(db, kept.position);
  const state = stateOf(kept, count, found);
  return {
    state,
    sentence: sentenceOf(state, kept, count),
    clone: remote?.url ?? kept.path,
    commit: kept.commit,
    position: kept.position,
    exportedAt: kept.exported_at?.toISOString() ?? null,
    waiting: count,
    waitingSince: since?.toISOString() ?? null,
    problem: kept.problem ?? "",
    remote: remote === null ? null : await remoteOf(db, remote, kept),
  };
}

function stateOf(kept: ExportState, count: number, found: boolean): GitStatus["state"] {
  if (kept.problem !== null) return "failing";
  // Another process of this Halcyon may have git and do the work.
  if (!found && count > 0) return "no-git";
  return count === 0 ? "current" : "behind";
}

function sentenceOf(state: GitStatus["state"], kept: ExportState, count: number): string {
  const entries = count === 1 ? "1 change waits" : `${count} changes wait`;
  switch (state) {
    case "current":
      return kept.commit === null ? "nothing to export yet" : `all ${kept.position} are in Git`;
    case "behind":
      return `${entries} to be exported`;
    case "failing":
      return `${entries}: ${kept.problem}`;
    case "no-git":
      return `${entries}: git was not found on the server; install it and start the server again`;
  }
}

async function remoteOf(
  db: Db,
  remote: RemoteSettings,
  { commit, remote: seen }: ExportState,
): Promise<GitStatus["remote"]> {
  const { url, branch } = remote;
  if (seen === null) {
    return { url, branch, state: "behind", commit: null, since: null, pushedAt: null, reason: "" };
  }
  const behind = seen.state === "in-sync" && seen.commit !== commit;
  const since = behind
    ? ((await oldestAfterCommit(db, seen.commit))?.toISOString() ?? seen.since)
    : seen.since;
  return { ...seen, url, branch, since, state: behind ? "behind" : seen.state };
}
