import { accessEndpoints, permissions, type Whoami } from "@halcyon/contracts";
import { route, type RouteRequest, type AnyEndpoint, type Route } from "#platform/http/types.ts";
import type { Identified } from "./credentials.ts";
import { errors } from "./errors.ts";
import { accessRepo } from "./repo.ts";
import { type SignInDeps, setUp, signIn } from "./sign-in.ts";
import { tokenRoutes } from "./token-routes.ts";

const done = { done: true as const };

/** Sign-in, accounts, grants and teams. */
export function accessRoutes(deps: SignInDeps): readonly Route[] {
  const { accounts, credentials, passwords, clock } = deps;
  const repo = accessRepo(deps.database.db);

  /** The session or token a request came with. It was good a moment ago, or the request would not be here. */
  async function credentialOf(request: RouteRequest<AnyEndpoint>): Promise<Identified> {
    const found = request.credential === null ? null : await credentials.identify(request.credential);
    if (found === null) throw errors.session_needed({ detail: "The session ended in this moment." });
    return found;
  }

  return [
    route(accessEndpoints.setup, (request) => setUp(deps, request)),
    route(accessEndpoints.signIn, (request) => signIn(deps, request)),
    route(accessEndpoints.signOut, async (request) => {
      const { actor, change, setSession } = request;
      if (actor.via !== "session")
        throw errors.session_needed({ detail: "An API token is revoked, not signed out." });
      const { credentialId } = await credentialOf(request);
      await change(async (tx) => {
        await credentials.endSession(tx, credentialId);
        return { result: done, subject: { kind: "session", id: credentialId, name: actor.name } };
      });
      setSession(null);
      return done;
    }),
    route(accessEndpoints.whoami, async (request) => {
      const { actor } = request;
      const { expiresAt } = await credentialOf(request);
      return {
        user: (await repo.user(actor.name)) ?? null,
        via: actor.via === "token" ? ("token" as const) : ("session" as const),
        access: actor.access,
        permissions: heldBy(request),
        expiresAt: expiresAt.toISOString(),
      };
    }),
    route(accessEndpoints.changePassword, async (request) => {
      const { actor, body, change, address } = request;
      if (actor.via !== "session")
        throw errors.session_needed({ detail: "A token cannot change the password." });
      await deps.throttle.attempt(actor.name, address);
      const known = await repo.credentials(actor.name);
      if (!(await passwords.verify(body.current, known?.password_hash ?? null))) {
        throw errors.password_wrong({ detail: `${actor.name}'s current password is another one.` });
      }
      await deps.throttle.succeeded(actor.name, address);
      const passwordHash = await passwords.hash(body.next);
      const { credentialId } = await credentialOf(request);
      return change(async (tx) => {
        const user = await accounts.setPassword(tx, actor.name, passwordHash, credentialId);
        return { result: done, subject: subjectOf(user) };
      });
    }),

    route(accessEndpoints.listUsers, ({ query }) => repo.users(query)),
    route(accessEndpoints.getUser, async ({ params }) => {
      const user = await repo.user(params.user);
      if (user === undefined) throw errors.user_unknown({ detail: `There is no account ${params.user}.` });
      return user;
    }),
    route(accessEndpoints.createUser, async ({ body, change }) => {
      const passwordHash = await passwords.hash(body.password);
      return change(async (tx) => {
        const user = await accounts.create(tx, { ...body, passwordHash });
        return { result: user, subject: subjectOf(user), detail: { grants: user.grants } };
      });
    }),
    route(accessEndpoints.updateUser, ({ params, body, change }) =>
      change(async (tx) => {
        const user = await accounts.update(tx, params.user, body);
        return { result: user, subject: subjectOf(user), detail: body };
      }),
    ),
    route(accessEndpoints.setPassword, async ({ params, body, change }) => {
      const passwordHash = await passwords.hash(body.password);
      return change(async (tx) => {
        const user = await accounts.setPassword(tx, params.user, passwordHash);
        return { result: user, subject: subjectOf(user) };
      });
    }),
    route(accessEndpoints.disableUser, ({ params, change }) =>
      change(async (tx) => {
        const user = await accounts.disable(tx, params.user, clock.now());
        return { result: user, subject: subjectOf(user) };
      }),
    ),
    route(accessEndpoints.enableUser, ({ params, change }) =>
      change(async (tx) => {
        const user = await accounts.enable(tx, params.user);
        return { result: user, subject: subjectOf(user) };
      }),
    ),
    route(accessEndpoints.grantRole, ({ params, body, change }) =>
      change(async (tx) => {
        const user = await accounts.grant(tx, params.user, body);
        return { result: user, subject: { ...subjectOf(user), team: body.team }, detail: body };
      }),
    ),
    route(accessEndpoints.revokeRole, ({ params, body, change }) =>
      change(async (tx) => {
        const user = await accounts.revoke(tx, params.user, body);
        return { result: user, subject: { ...subjectOf(user), team: body.team }, detail: body };
      }),
    ),

    route(accessEndpoints.listTeams, ({ query }) => repo.teams(query)),
    route(accessEndpoints.getTeam, async ({ params }) => {
      const team = await repo.team(params.team);
      if (team === undefined) throw errors.team_unknown({ detail: `There is no team ${params.team}.` });
      return team;
    }),
    route(accessEndpoints.createTeam, ({ body, change }) =>
      change(async (tx) => {
        const team = await accounts.createTeam(tx, body.name, body.displayName ?? body.name);
        return { result: team, subject: { kind: "team", id: team.name, name: team.name, team: team.name } };
      }),
    ),
    route(accessEndpoints.removeTeam, ({ params, change }) =>
      change(async (tx) => {
        const team = await accounts.removeTeam(tx, params.team);
        return {
          result: done,
          subject: { kind: "team", id: team.name, name: team.name },
          detail: { members: team.members },
        };
      }),
    ),
    ...tokenRoutes(deps),
  ];
}

function subjectOf(user: { id: string; name: string }) {
  return { kind: "user", id: user.id, name: user.name };
}

function heldBy({ actor }: Pick<RouteRequest<AnyEndpoint>, "actor">): Whoami["permissions"] {
  return permissions.flatMap((permission) => {
    const teams = actor.teams(permission);
    return teams?.length === 0 ? [] : [{ permission, teams: teams === null ? null : [...teams] }];
  });
}
