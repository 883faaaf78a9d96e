import type { Grant, Team, User } from "@halcyon/contracts";
import { sql } from "kysely";
import type { Tx } from "#platform/database/database.ts";
import { sqlState, violatedConstraint } from "#platform/database/errors.ts";
import type { Credentials } from "./credentials.ts";
import { errors } from "./errors.ts";
import { accessRepo } from "./repo.ts";
import type { AccessTables } from "./tables.ts";

// Any constants: held while it is decided whether an administrator is left, or whether there is any account.
const adminLock = 7_420_101;
const firstLock = 7_420_102;

export interface NewAccount {
  readonly name: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly passwordHash: string;
  readonly grants: readonly Grant[];
}

/** Changes of accounts, grants and teams, each in the transaction it is given. */
export function createAccounts(deps: { credentials: Credentials }) {
  const tables = (tx: Tx) => tx.$extendTables<AccessTables>();

  async function requireUser(tx: Tx, name: string): Promise<User> {
    const user = await accessRepo(tx).user(name);
    if (user === undefined) throw errors.user_unknown({ detail: `There is no account ${name}.` });
    return user;
  }

  async function addGrant(tx: Tx, userId: string, { role, team }: Grant): Promise<void> {
    if (team !== null && role !== "developer" && role !== "lead") {
      throw errors.grant_everywhere_only({ detail: `${role} cannot be granted for the team ${team} alone.` });
    }
    try {
      await tables(tx)
        .insertInto("access_grants")
        .values({ user_id: userId, role, team })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    } catch (error) {
      if (sqlState(error) !== "23503") throw error;
      throw errors.team_unknown({ detail: `There is no team ${team}.`, cause: error });
    }
  }

  /** Runs a change that may take an administrator away, one at a time, and refuses it when none would be left. */
  async function keepingAnAdmin(tx: Tx, change: () => Promise<void>): Promise<void> {
    await sql`select pg_advisory_xact_lock(${sql.lit(adminLock)})`.execute(tx);
    const before = await accessRepo(tx).countAdmins();
    await change();
    if (before > 0 && (await accessRepo(tx).countAdmins()) === 0) {
      throw errors.last_admin({ detail: "Nobody could administrate Halcyon after this." });
    }
  }

  async function create(tx: Tx, account: NewAccount): Promise<User> {
    const row = await tables(tx)
      .insertInto("access_users")
      .values({
        name: account.name,
        display_name: account.displayName,
        email: account.email,
        password_hash: account.passwordHash,
        disabled_at: null,
        last_sign_in_at: null,
      })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (row === undefined)
      throw errors.user_exists({ detail: `There is an account ${account.name} already.` });
    for (const grant of account.grants) await addGrant(tx, row.id, grant);
    return requireUser(tx, account.name);
  }

  return {
    requireUser,
    create,

    /** The first account of all, an administrator. @throws HalcyonError `access_setup_refused` when there is one already */
    async createFirst(
      tx: Tx,
      account: Pick<NewAccount, "name" | "displayName" | "passwordHash">,
    ): Promise<User> {
      await sql`select pg_advisory_xact_lock(${sql.lit(firstLock)})`.execute(tx);
      if ((await accessRepo(tx).countUsers()) > 0)
        throw errors.setup_refused({ detail: "There is an account already." });
      return create(tx, { ...account, email: null, grants: [{ role: "admin", team: null }] });
    },

    async update(
      tx: Tx,
      name: string,
      change: { displayName?: string | undefined; email?: string | null | undefined },
    ): Promise<User> {
      const { id } = await requireUser(tx, name);
      const set = {
        ...(change.displayName === undefined ? {} : { display_name: change.displayName }),
        ...(change.email === undefined ? {} : { email: change.email }),
      };
      if (Object.keys(set).length > 0)
        await tables(tx).updateTable("access_users").set(set).where("id", "=", id).execute();
      return requireUser(tx, name);
    },

    /** Ends all sessions but `exceptSession`. */
    async setPassword(tx: Tx, name: string, passwordHash: string, exceptSession?: string): Promise<User> {
      const user = await requireUser(tx, name);
      await tables(tx)
        .updateTable("access_users")
        .set({ password_hash: passwordHash })
        .where("id", "=", user.id)
        .execute();
      await deps.credentials.endSessions(tx, user.id, exceptSession);
      return user;
    },

    async disable(tx: Tx, name: string, at: Date): Promise<User> {
      const { id } = await requireUser(tx, name);
      await keepingAnAdmin(tx, async () => {
        await tables(tx)
          .updateTable("access_users")
          .set({ disabled_at: at })
          .where("id", "=", id)
          .where("disabled_at", "is", null)
          .execute();
      });
      await deps.credentials.endSessions(tx, id);
      return requireUser(tx, name);
    },

    async enable(tx: Tx, name: string): Promise<User> {
      const { id } = await requireUser(tx, name);
      await tables(tx).updateTable("access_users").set({ disabled_at: null }).where("id", "=", id).execute();
      return requireUser(tx, name);
    },

    async grant(tx: Tx, name: string, grant: Grant): Promise<User> {
      const { id } = await requireUser(tx, name);
      await addGrant(tx, id, grant);
      return requireUser(tx, name);
    },

    async revoke(tx: Tx, name: string, { role, team }: Grant): Promise<User> {
      const { id } = await requireUser(tx, name);
      await keepingAnAdmin(tx, async () => {
        const { numDeletedRows } = await tables(tx)
          .deleteFrom("access_grants")
          .where("user_id", "=", id)
          .where("role", "=", role)
          .where("team", "is not distinct from", team)
          .executeTakeFirst();
        if (numDeletedRows > 0n) return;
        throw errors.grant_unknown({
          detail: `${name} does not hold ${role}${team === null ? " everywhere" : ` for ${team}`}.`,
        });
      });
      return requireUser(tx, name);
    },

    async createTeam(tx: Tx, name: string, displayName: string): Promise<Team> {
      const { numInsertedOrUpdatedRows } = await tables(tx)
        .insertInto("access_teams")
        .values({ name, display_name: displayName })
        .onConflict((conflict) => conflict.column("name").doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 0n)
        throw errors.team_exists({ detail: `There is a team ${name} already.` });
      return requireTeam(tx, name);
    },

    async removeTeam(tx: Tx, name: string): Promise<Team> {
      const team = await requireTeam(tx, name);
      try {
        await tables(tx).deleteFrom("access_teams").where("name", "=", name).execute();
      } catch (error) {
        if (violatedConstraint(error) === undefined) throw error;
        throw errors.team_in_use({ detail: `The team ${name} still owns something.`, cause: error });
      }
      return team;
    },
  };
}

async function requireTeam(tx: Tx, name: string): Promise<Team> {
  const team = await accessRepo(tx).team(name);
  if (team === undefined) throw errors.team_unknown({ detail: `There is no team ${name}.` });
  return team;
}

export type Accounts = ReturnType<typeof createAccounts>;
