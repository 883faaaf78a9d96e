/** How a domain takes its own changes back: by its ordinary way of making the opposite one. */
import type { Permission } from "@halcyon/contracts";
import type { Tx } from "#platform/database/database.ts";
import type { Actor, ChangeOutcome, Json } from "#platform/http/types.ts";

/** A change as the audit keeps it. */
export interface Recorded {
  readonly id: string;
  readonly verb: string;
  readonly subject: {
    readonly kind: string;
    readonly id: string;
    readonly name: string;
    readonly team: string | null;
  };
  readonly detail: Readonly<Record<string, Json | undefined>>;
}

/** What takes a change back, ready to be carried out. */
export interface Inverse {
  /** What it does, for people: "stores version 3 of frontpage again, as a new version". */
  readonly sentence: string;
  /** What it would change now, as a unified diff; empty where there is nothing to compare. */
  readonly diff: string;
  /** The verb of the row it writes: the domain's own. */
  readonly verb: string;
  readonly permission: Permission;
  /** The team the permission is needed for; null: everywhere. */
  readonly team: string | null;
  /** A command that follows. */
  readonly next: string | null;
  carryOut(tx: Tx, actor: Actor, message: string): Promise<ChangeOutcome<unknown>>;
}

/** Of one verb. */
export interface Undo {
  /** Verbs whose later rows of the same subject lie over the change. */
  readonly over: readonly string[];
  /** Whether a later row is about the same; every one unless told. */
  touches?(change: Recorded, later: Recorded): boolean;
  /**
   * What else came after the change and would be lost with it, though no row of its own subject says so.
   * @param later rows that lie over it, already told
   * @param made what carrying the inverse out has just written, when it has
   * @returns a sentence, or nothing
   */
  covered?(
    change: Recorded,
    context: {
      readonly later: readonly Recorded[];
      readonly made: Json | undefined;
      readonly tx?: Tx | undefined;
    },
  ): Promise<string>;
  /** What the change changed, as a unified diff. */
  diff?(change: Recorded): Promise<string>;
  /** @returns why there is none, and what to do instead, as a sentence */
  inverse(change: Recorded): Promise<Inverse | string>;
}

export type Undos = Readonly<Record<string, Undo>>;
