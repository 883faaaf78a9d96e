/** Who is signed in on this browser, and the connection that lives as long. */
import { accessEndpoints, type Permission, type Whoami } from "@halcyon/contracts";
import { createContext, useContext } from "react";
import { call } from "./call.ts";
import { createLive } from "./live.ts";

/** The one live connection of this page. */
export const live = createLive();

export interface Session {
  readonly whoami: Whoami;
  /**
   * True when the permission is held everywhere, or for `team`; without a team, for any.
   * Only decides what is shown: the server decides what is done.
   */
  may(permission: Permission, team?: string): boolean;
  signOut(): Promise<void>;
}

export function createSession(whoami: Whoami, onSignedOut: () => void): Session {
  const teams = new Map(whoami.permissions.map((held) => [held.permission, held.teams]));
  return {
    whoami,
    may(permission, team) {
      const held = teams.get(permission);
      if (held === undefined) return false;
      return held === null || team === undefined || held.includes(team);
    },
    async signOut() {
      live.close();
      await call(accessEndpoints.signOut);
      onSignedOut();
    },
  };
}

export const SessionContext = createContext<Session | null>(null);

/** @throws Error outside of signed-in pages */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("no session here");
  return session;
}
