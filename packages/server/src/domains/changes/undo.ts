/** What would take a change back: its domain's opposite, and what lies over it. */
import type { Change, ChangeDetail } from "@halcyon/contracts";
import type { AuditDomain, RecordRow } from "#domains/audit/index.ts";
import type { Tx } from "#platform/database/database.ts";
import type { Actor, Json } from "#platform/http/types.ts";
import type { Inverse, Recorded, Undos } from "#platform/undo.ts";
import { changeErrors } from "./errors.ts";
import { changeView, fieldsOf } from "./view.ts";
import { sees } from "./visibility.ts";

export interface UndoService {
  /** @throws HalcyonError change_not_found, also for what the actor may not see */
  detail(id: string, actor: Actor): Promise<ChangeDetail>;
  /** Ready to be carried out in a transaction. @throws HalcyonError change_no_inverse, change_forbidden */
  prepare(id: string, actor: Actor): Promise<{ change: Recorded; inverse: Inverse }>;
  /**
   * Looked at in the transaction, before and after the inverse was carried out.
   * @param made what that wrote
   * @throws HalcyonError change_covered when a later change lies over it
   */
  requireUncovered(tx: Tx, change: Recorded, made?: Json): Promise<void>;
}

const allSeen = [{ kinds: null, teams: null }];
/** What a person reads to decide; more than these are as much of a warning. */
const shownOver = 20;

export function createUndoService({ audit, undos }: { audit: AuditDomain; undos: Undos }): UndoService {
  async function visible(id: string, actor: Actor): Promise<RecordRow> {
    const row = await audit.find(id);
    if (row !== null && sees(actor, row)) return row;
    throw changeErrors.not_found({
      detail: `there is no change ${id}, or it is not for ${actor.name} to see`,
    });
  }

  /** Later rows of the same subject that changed the same. */
  async function over(change: Recorded, tx?: Tx): Promise<RecordRow[]> {
    const undo = undos[change.verb];
    if (undo === undefined || undo.over.length === 0) return [];
    const rows = await audit.records(
      {
        visible: allSeen,
        without: [],
        verbs: undo.over,
        subject: change.subject,
        after: change.id,
        limit: 500,
      },
      tx,
    );
    return rows.filter((row) => undo.touches?.(change, recorded(row)) ?? true);
  }

  /** Why it would hide later work; empty when it would not. */
  async function coverOf(
    change: Recorded,
    rows: readonly RecordRow[],
    made?: Json,
    tx?: Tx,
  ): Promise<string> {
    const more = await undos[change.verb]?.covered?.(change, { later: rows.map(recorded), made, tx });
    return [rows.length === 0 ? "" : coveredBy(rows), more ?? ""].filter((text) => text !== "").join(" ");
  }

  async function inverseOf(change: Recorded): Promise<Inverse | string> {
    const undo = undos[change.verb];
    return undo === undefined ? insteadOf(change) : undo.inverse(change);
  }

  return {
    async detail(id, actor) {
      const row = await visible(id, actor);
      const change = recorded(row);
      const [inverse, covering] = [await inverseOf(change), await over(change)];
      const diff = (await undos[change.verb]?.diff?.(change)) ?? "";
      const shown: Change[] = covering.slice(0, shownOver).map(changeView);
      const known = typeof inverse !== "string";
      const cover = known ? await coverOf(change, covering) : "";
      const reason = known ? cover || lacking(inverse, actor) : inverse;
      return {
        ...changeView(row),
        diff,
        undo: {
          possible: reason === "",
          reason,
          sentence: known ? inverse.sentence : "",
          diff: known ? inverse.diff : "",
          over: shown,
          covered: cover !== "",
        },
      };
    },

    async prepare(id, actor) {
      const change = recorded(await visible(id, actor));
      const inverse = await inverseOf(change);
      if (typeof inverse === "string") throw changeErrors.no_inverse({ detail: inverse });
      if (!actor.may(inverse.permission, inverse.team))
        throw changeErrors.forbidden({ detail: needs(inverse) });
      return { change, inverse };
    },

    async requireUncovered(tx, change, made) {
      const detail = await coverOf(change, await over(change, tx), made, tx);
      if (detail !== "") throw changeErrors.covered({ detail });
    },
  };
}

function recorded(row: RecordRow): Recorded {
  return {
    id: row.id,
    verb: row.verb,
    subject: { kind: row.subject_kind, id: row.subject_id, name: row.subject_name, team: row.team },
    detail: fieldsOf(row.detail),
  };
}

function lacking(inverse: Inverse, actor: Actor): string {
  return actor.may(inverse.permission, inverse.team) ? "" : needs(inverse);
}

function needs({ permission, team }: Inverse): string {
  return `It needs ${permission}${team === null ? "" : ` for team ${team}`}.`;
}

function coveredBy(rows: readonly RecordRow[]): string {
  const said = rows
    .slice(0, 3)
    .map((row) => `${row.verb} by ${row.actor_name} at ${row.at.toISOString()} (${row.id})`);
  const more = rows.length > said.length ? ` and ${rows.length - said.length} more` : "";
  return `Later: ${said.join(", ")}${more}.`;
}

/** For what has no opposite: what to do instead. */
function insteadOf({ verb, subject }: Recorded): string {
  const { kind, name } = subject;
  if (kind === "release") {
    return `A release is taken back by its own commands: halcyon release rollback ${name}, or abort before its end.`;
  }
  const instead: Readonly<Record<string, string>> = {
    "app.create": `Take the app away with halcyon app remove ${name}.`,
    "app.remove":
      "What ran was removed from clusters. Its versions stay: apply its spec again, and release it.",
    "cluster.add": `Take it away with halcyon cluster remove ${name}.`,
    "cluster.remove": "Its credentials are gone: add it again with halcyon cluster add.",
    "cluster.update": "Credentials that were replaced are not kept: halcyon cluster update sets others.",
    "app.adopt": `Give it back with halcyon app disown ${name}.`,
    "app.disown": "Adopt what runs again: halcyon app adopt.",
    "app.run_job": "A job has run. What it did is not Halcyon's to undo.",
    "drift.take_in": `Store the version before again with halcyon app restore ${name} VERSION, and release it.`,
    "drift.put_back":
      "What was put back was foreign; its values are not kept. Make the edit again if it is wanted.",
    "drift.ignore": "Ignore it no longer: halcyon drift stop-ignoring.",
    "secret.set": "A version of a secret stays. Store another value, or revoke this one.",
    "secret.rotate":
      "Former values are shown to nobody: pin the former version in the spec, or rotate again.",
    "secret.revoke": "A revoked value may be known to others. Store another one.",
    "user.create": `Take it back with halcyon user disable ${name}.`,
    "user.update": `Its former values are not kept: halcyon user update ${name} sets others.`,
    "user.set-password": "Passwords are not kept: set another one.",
    "team.create": `Take it away with halcyon team remove ${name}.`,
    "team.remove": "Make it again with halcyon team create; roles for it have to be given again.",
    "room.create": `Take it away with halcyon room remove ${name}.`,
    "room.delete": "Add it again with halcyon room add.",
    "room.update": `Its former values are not kept: halcyon room update ${name} sets others.`,
  };
  return instead[verb] ?? `There is no opposite of ${verb}.`;
}
