/** Whose changes a person sees: those of what they may see, and all that the audit shows them. Pure. */
import type { Actor } from "#platform/http/types.ts";
import type { RecordFilter, RecordRow } from "#domains/audit/index.ts";

/** Acts that change nothing for others: looking, trying out, one's own sign-ins and tokens. */
export const quietVerbs = [
  ...["session", "token", "user.change-password"],
  ...["app.validate", "app.render", "app.diff", "app.convert", "base.check", "cluster.check"],
] as const;

type Visible = RecordFilter["visible"][number];

/** What of the timeline an actor sees; empty: nothing. */
export function visibleTo(actor: Actor): Visible[] {
  const holds = (permission: Parameters<Actor["teams"]>[0]) => actor.teams(permission)?.length !== 0;
  const visible: Visible[] = [];
  const add = (kinds: readonly string[] | null, teams: readonly string[] | null) => {
    if (teams?.length !== 0) visible.push({ kinds, teams });
  };
  add(["app", "secret", "drift"], actor.teams("app.read"));
  add(["release"], actor.teams("release.read"));
  // Bases and freezes are shown to all who may see any app or release, rooms and clusters likewise.
  if (holds("app.read")) add(["base"], null);
  if (holds("release.read")) add(["freeze"], null);
  if (holds("fleet.read")) add(["room", "cluster"], null);
  if (actor.may("access.read")) add(["user", "team"], null);
  add(null, actor.teams("audit.read"));
  return visible;
}

/** Whether an actor sees one change. */
export function sees(actor: Actor, row: Pick<RecordRow, "subject_kind" | "team" | "verb">): boolean {
  const quiet = quietVerbs.some((verb) => row.verb === verb || row.verb.startsWith(`${verb}.`));
  return (
    !quiet &&
    visibleTo(actor).some(
      ({ kinds, teams }) =>
        (kinds === null || kinds.includes(row.subject_kind)) &&
        (teams === null || (row.team !== null && teams.includes(row.team))),
    )
  );
}
