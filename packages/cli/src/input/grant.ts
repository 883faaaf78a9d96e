import { type Grant, type Role, roles } from "@halcyon/contracts";
import { usageError } from "../errors.ts";
import { suggest } from "./choice.ts";

/** A role, with its team unless it holds everywhere: `developer:news`, `operator`. @throws CliError for no such role */
export function parseGrant(text: string): Grant {
  const [role = "", team] = text.split(":", 2);
  return { role: parseRole(role), team: team ?? null };
}

/** @throws CliError that names the roles there are */
export function parseRole(text: string): Role {
  const role = roles.find((each) => each === text);
  if (role !== undefined) return role;
  const near = suggest(text, roles);
  throw usageError(
    `There is no role '${text}'.`,
    near === undefined ? `Roles: ${roles.join(", ")}.` : `Did you mean ${near}?`,
  );
}

/** A grant as it is typed. */
export function grantText({ role, team }: Grant): string {
  return team === null ? role : `${role}:${team}`;
}
