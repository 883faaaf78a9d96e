import { type Permission, permissionsOfRole, roles } from "@halcyon/contracts";
import { httpErrors } from "#platform/http/errors.ts";
import type { Actor, AnyEndpoint, Scopes } from "#platform/http/types.ts";

/**
 * The one place where it is decided who may do what. Runs before the endpoint's input is looked at and before its handler.
 * @param actor null when not signed in
 * @param params reads the path's parameters, where they decide
 * @throws HalcyonError 401 `http_not_signed_in`, 403 `http_forbidden`, 403 `http_token_read_only`
 */
export async function authorise(
  endpoint: AnyEndpoint,
  actor: Actor | null,
  params: () => Readonly<Record<string, string>>,
  scopes: Scopes,
): Promise<void> {
  if (endpoint.permission === "public") return;
  if (actor === null) throw httpErrors.not_signed_in({ detail: `${endpoint.id} needs a signed-in account.` });
  if (actor.access === "read" && endpoint.method !== "GET") {
    throw httpErrors.token_read_only({
      detail: `${endpoint.id} changes something; ${actor.name}'s token may not.`,
    });
  }
  if (endpoint.permission === "signed-in") return;

  const permission = endpoint.permission;
  const scope = endpoint.scope ?? "global";
  if (actor.may(permission)) return;
  if (scope === "any") {
    if (actor.teams(permission)?.length !== 0) return;
    throw forbidden(actor, permission, "");
  }
  if (scope === "global") throw forbidden(actor, permission, " everywhere");

  // What does not exist is answered like what may not be touched: a guess must not tell which it was.
  const resolve = scopes[scope];
  const named = params();
  const team = resolve === undefined ? undefined : await resolve(named);
  if (team === undefined || team === null || !actor.may(permission, team)) {
    throw forbidden(actor, permission, ` for ${scope} ${named[scope] ?? ""}, if there is one`);
  }
}

function forbidden(actor: Actor, permission: Permission, where: string) {
  const having = roles.filter((role) => permissionsOfRole[role].includes(permission));
  const own = actor.grants.map(({ role, team }) => (team === null ? role : `${role} for ${team}`)).join(", ");
  return httpErrors.forbidden({
    detail: `${actor.name} does not hold ${permission}${where}; grants: ${own || "none"}.`,
    hint: `Ask an administrator for one of these roles: ${having.join(", ")}.`,
  });
}
