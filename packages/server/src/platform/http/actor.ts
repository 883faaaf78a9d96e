import { type Permission, permissionsOfRole, type Role } from "@halcyon/contracts";
import type { Actor } from "#platform/http/types.ts";

export interface ActorIdentity {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly via: "session" | "token";
  readonly access: "full" | "read";
  readonly grants: readonly { readonly role: Role; readonly team: string | null }[];
}

/** What a read-only token keeps of its person's permissions. */
function changesNothing(permission: Permission): boolean {
  return permission.endsWith(".read") || permission === "fleet.logs";
}

/** Makes the actor of a signed-in person; the one place where grants turn into permissions. */
export function createActor(identity: ActorIdentity): Actor {
  const everywhere = new Set<Permission>();
  const byTeam = new Map<Permission, Set<string>>();
  for (const { role, team } of identity.grants) {
    for (const permission of permissionsOfRole[role]) {
      if (identity.access === "read" && !changesNothing(permission)) continue;
      if (team === null) everywhere.add(permission);
      else byTeam.set(permission, (byTeam.get(permission) ?? new Set()).add(team));
    }
  }
  return Object.freeze({
    ...identity,
    kind: "person" as const,
    may: (permission: Permission, team?: string | null) =>
      everywhere.has(permission) ||
      (typeof team === "string" && (byTeam.get(permission)?.has(team) ?? false)),
    teams: (permission: Permission) =>
      everywhere.has(permission) ? null : [...(byTeam.get(permission) ?? [])].sort(),
  });
}

/** Halcyon itself, for what it does without a person: reconcilers, clean-up. */
export const systemActor: Actor = Object.freeze({
  id: "system",
  name: "halcyon",
  displayName: "Halcyon",
  kind: "system" as const,
  via: "system" as const,
  access: "full" as const,
  grants: Object.freeze([]),
  may: () => true,
  teams: () => null,
});

/** Nobody yet: the actor of public endpoints. */
export const anonymousActor: Actor = Object.freeze({
  id: "anonymous",
  name: "anonymous",
  displayName: "Not signed in",
  kind: "person" as const,
  via: "session" as const,
  access: "full" as const,
  grants: Object.freeze([]),
  may: () => false,
  teams: () => Object.freeze([]),
});
