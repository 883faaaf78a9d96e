/** Every permission there is. An endpoint names exactly one. */
export const permissions = [
  "fleet.read",
  "fleet.logs",
  "fleet.write",
  "app.read",
  "app.write",
  "app.policy",
  "secret.write",
  "release.read",
  "release.write",
  "release.approve",
  "release.run",
  "access.read",
  "access.write",
  "audit.read",
] as const;
export type Permission = (typeof permissions)[number];

export const roles = ["viewer", "developer", "lead", "operator", "admin"] as const;
export type Role = (typeof roles)[number];

const viewer = ["fleet.read", "app.read", "release.read"] as const satisfies readonly Permission[];
const developer = [
  ...viewer,
  "fleet.logs",
  "app.write",
  "secret.write",
  "release.write",
  "release.run",
] as const satisfies readonly Permission[];
const lead = [...developer, "release.approve", "audit.read"] as const satisfies readonly Permission[];
const operator = [
  ...viewer,
  "fleet.logs",
  "fleet.write",
  "app.write",
  "app.policy",
  "secret.write",
  "release.write",
  "release.run",
  "audit.read",
  "access.read",
] as const satisfies readonly Permission[];

/**
 * What each role may do. Viewer, operator and admin are held everywhere; developer and lead are held
 * for a team unless granted everywhere. An operator runs releases but does not approve them.
 */
export const permissionsOfRole: Readonly<Record<Role, readonly Permission[]>> = {
  viewer,
  developer,
  lead,
  operator,
  admin: permissions,
};
