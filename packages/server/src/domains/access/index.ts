import type { Db, Tx } from "#platform/database/database.ts";
import { HalcyonError } from "#platform/errors.ts";
import type { Domain, Platform } from "#platform/domain.ts";
import { systemActor } from "#platform/http/actor.ts";
import type { Authenticate } from "#platform/http/endpoint-handler.ts";
import { createAccounts } from "./accounts.ts";
import { createCredentials } from "./credentials.ts";
import { createPasswords } from "./password.ts";
import { accessRepo } from "./repo.ts";
import { accessRoutes } from "./routes.ts";
import { setupToken } from "./sign-in.ts";
import { migrations } from "./tables.ts";
import { accessUndos } from "./undo.ts";
import { createThrottle } from "./throttle.ts";

export interface FirstAdmin {
  readonly name: string;
  readonly displayName: string;
  readonly password: string;
}

export interface AccessDomain extends Domain {
  /** Who a session cookie, session token or API token stands for. */
  readonly authenticate: Authenticate;
  teamExists(on: Db | Tx, name: string): Promise<boolean>;
  /** Creates the first administrator when there is no account at all. @returns whether it did */
  bootstrap(admin: FirstAdmin): Promise<boolean>;
  /** The token for `POST /api/v1/setup`, null once there is an account. */
  setupToken(): Promise<string | null>;
}

/** People, teams, grants, sessions and API tokens. */
export function createAccessDomain(deps: Platform): AccessDomain {
  const { database } = deps;
  const credentials = createCredentials(deps);
  const accounts = createAccounts({ credentials });
  const passwords = createPasswords();
  const throttle = createThrottle(deps);

  return {
    name: "access",
    migrations,
    undos: accessUndos({ accounts, now: () => deps.clock.now() }),
    routes: accessRoutes({ ...deps, accounts, credentials, passwords, throttle }),

    async authenticate(credential) {
      const found = await credentials.identify(credential.token);
      // A cookie holds a session and nothing else: an API token there would be open to what cookies are open to.
      if (found === null || (credential.kind === "cookie" && found.actor.via !== "session")) return null;
      return found.actor;
    },

    async teamExists(on, name) {
      return (await accessRepo(on).team(name)) !== undefined;
    },

    async bootstrap(admin) {
      if ((await accessRepo(database.db).countUsers()) > 0) return false;
      const passwordHash = await passwords.hash(admin.password);
      try {
        await database.transaction(async (tx) => {
          const user = await accounts.createFirst(tx, { ...admin, passwordHash });
          await deps.recordAudit(tx, {
            actor: systemActor,
            verb: "access.bootstrap",
            subject: { kind: "user", id: user.id, name: user.name },
          });
        });
        return true;
      } catch (error) {
        // Another process, started at the same moment, was faster.
        if (error instanceof HalcyonError && error.code === "access_setup_refused") return false;
        throw error;
      }
    },

    async setupToken() {
      return (await accessRepo(database.db).countUsers()) === 0 ? setupToken(deps) : null;
    },
  };
}
