import { type Grant, type Permission, permissionsOfRole } from "@halcyon/contracts";

/** What somebody may no longer do, where the grant holds, once it is taken away: what no other of their grants gives there. */
export function lostPermissions(grants: readonly Grant[], taken: Grant): readonly Permission[] {
  const others = grants.filter(({ role, team }) => role !== taken.role || team !== taken.team);
  const kept = new Set(
    others
      .filter(({ team }) => team === null || team === taken.team)
      .flatMap(({ role }) => permissionsOfRole[role]),
  );
  return permissionsOfRole[taken.role].filter((permission) => !kept.has(permission));
}
