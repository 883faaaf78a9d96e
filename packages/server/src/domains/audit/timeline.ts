/** Audit rows as the timeline of changes reads them: by what they reach, by words, and by what a person may see. */
import { type Selectable, sql } from "kysely";
import type { Db, Tx } from "#platform/database/database.ts";
import type { AuditTables } from "./tables.ts";

export type RecordRow = Omit<Selectable<AuditTables["audit_events"]>, "search" | "address" | "request_id">;

/** Kinds of subjects a person sees, of which teams; null: of all, and of none. */
export interface Visible {
  readonly kinds: readonly string[] | null;
  readonly teams: readonly string[] | null;
}

export interface RecordFilter {
  /** What may be seen: any of these. */
  readonly visible: readonly Visible[];
  /** Verbs, whole or the beginning before a dot, that are left out. */
  readonly without: readonly string[];
  readonly verbs?: readonly string[] | undefined;
  readonly subject?: { readonly kind: string; readonly id: string } | undefined;
  readonly app?: string | undefined;
  readonly team?: string | undefined;
  readonly cluster?: string | undefined;
  readonly room?: string | undefined;
  readonly actor?: string | undefined;
  readonly kind?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** Words that all occur, each whole or its beginning; of a script without spaces, any part. */
  readonly text?: string | undefined;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

const columns = [
  ...(["id", "at", "actor_id", "actor_name", "actor_display_name", "actor_kind", "via", "verb"] as const),
  ...(["subject_kind", "subject_id", "subject_name", "team", "app", "clusters", "rooms", "detail"] as const),
] as const;

/** Newest first. What changed nothing (the same spec again) is no change. */
export async function listRecords(connection: Db | Tx, filter: RecordFilter): Promise<RecordRow[]> {
  let query = connection
    .$extendTables<AuditTables>()
    .selectFrom("audit_events")
    .select(columns)
    .where(sql<boolean>`detail->>'outcome' is distinct from 'unchanged'`)
    .where((eb) =>
      eb.or(
        filter.visible.map(({ kinds, teams }) =>
          eb.and([
            ...(kinds === null ? [] : [eb("subject_kind", "in", [...kinds])]),
            ...(teams === null ? [] : [eb("team", "in", [...teams, ""])]),
          ]),
        ),
      ),
    )
    .orderBy("id", "desc")
    .limit(filter.limit);
  for (const verb of filter.without) {
    query = query.where((eb) =>
      eb.and([eb("verb", "<>", verb), eb(eb.fn("starts_with", ["verb", eb.val(`${verb}.`)]), "=", false)]),
    );
  }
  if (filter.verbs !== undefined) query = query.where("verb", "in", [...filter.verbs]);
  if (filter.subject !== undefined) {
    query = query.where("subject_kind", "=", filter.subject.kind).where("subject_id", "=", filter.subject.id);
  }
  if (filter.app !== undefined) query = query.where("app", "=", filter.app);
  if (filter.team !== undefined) query = query.where("team", "=", filter.team);
  if (filter.cluster !== undefined) query = query.where(sql<boolean>`clusters @> ${[filter.cluster]}`);
  if (filter.room !== undefined) query = query.where(sql<boolean>`rooms @> ${[filter.room]}`);
  if (filter.actor !== undefined) query = query.where("actor_name", "=", filter.actor.toLowerCase());
  if (filter.kind !== undefined) query = query.where("subject_kind", "=", filter.kind);
  if (filter.since !== undefined) query = query.where("at", ">=", filter.since);
  if (filter.until !== undefined) query = query.where("at", "<", filter.until);
  if (filter.before !== undefined) query = query.where("id", "<", filter.before);
  if (filter.after !== undefined) query = query.where("id", ">", filter.after);
  for (const word of words(filter.text ?? "")) {
    query = query.where(sql<boolean>`search @@ to_tsquery('simple', ${phraseOf(word)})`);
  }
  return query.execute();
}

/** Letters and digits only: nothing of what a person types is syntax of the search. */
function words(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}

/** The same characters as the column `search` takes apart. */
const apart =
  /[\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\u{20000}-\u{3FFFF}]|[^\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\u{20000}-\u{3FFFF}]+/gu;

/** A word as to_tsquery takes it: its parts in a row, the last one maybe cut short. */
function phraseOf(word: string): string {
  const parts = word.match(apart) ?? [];
  return parts.map((part, index) => `'${part}'${index === parts.length - 1 ? ":*" : ""}`).join(" <-> ");
}

/** A row by its id; null when there is none. */
export async function findRecord(connection: Db | Tx, id: string): Promise<RecordRow | null> {
  const row = await connection
    .$extendTables<AuditTables>()
    .selectFrom("audit_events")
    .select(columns)
    .where("id", "=", id)
    .executeTakeFirst();
  return row ?? null;
}
