import { accessEndpoints } from "@halcyon/contracts";
import { violatedConstraint } from "#platform/database/errors.ts";
import type { Tx } from "#platform/database/database.ts";
import { type Route, route } from "#platform/http/types.ts";
import { errors } from "./errors.ts";
import { accessRepo } from "./repo.ts";
import type { SignInDeps } from "./sign-in.ts";
import type { AccessTables } from "./tables.ts";

const dayMs = 24 * 3_600_000;
const done = { done: true as const };

/** API tokens: a person's own, and everybody's for administrators. */
export function tokenRoutes(deps: SignInDeps): readonly Route[] {
  const { accounts, credentials, clock } = deps;
  const repo = accessRepo(deps.database.db);

  async function revoke(tx: Tx, owner: string, id: string) {
    const token = await accessRepo(tx).token(owner, id);
    if (token === undefined) throw errors.token_unknown({ detail: `${owner} has no token ${id}.` });
    await tx.$extendTables<AccessTables>().deleteFrom("access_tokens").where("id", "=", id).execute();
    return { result: done, subject: { kind: "token", id, name: token.name }, detail: { user: owner } };
  }

  return [
    route(accessEndpoints.listTokens, ({ actor, query }) => repo.tokens(actor.name, query)),
    route(accessEndpoints.createToken, async ({ actor, body, change }) => {
      // A token that could make tokens would outlive its own expiry.
      if (actor.via !== "session") throw errors.session_needed({ detail: "A token cannot create tokens." });
      const expiresAt = new Date(clock.now().getTime() + body.expiresInDays * dayMs);
      return change(async (tx) => {
        const user = await accounts.requireUser(tx, actor.name);
        const { id, secret } = await credentials
          .createToken(tx, { userId: user.id, name: body.name, access: body.access, expiresAt })
          .catch((error: unknown) => {
            if (violatedConstraint(error) === undefined) throw error;
            throw errors.token_exists({
              detail: `${actor.name} has a token ${body.name} already.`,
              cause: error,
            });
          });
        const token = await accessRepo(tx).token(actor.name, id);
        if (token === undefined) throw new Error(`the token ${id} was created and cannot be read`);
        return {
          result: { token, secret },
          subject: { kind: "token", id, name: body.name },
          detail: { access: body.access, expiresAt: token.expiresAt },
        };
      });
    }),
    route(accessEndpoints.revokeToken, ({ actor, params, change }) =>
      change((tx) => revoke(tx, actor.name, params.token)),
    ),
    route(accessEndpoints.listUserTokens, async ({ params, query }) => {
      if ((await repo.user(params.user)) === undefined) {
        throw errors.user_unknown({ detail: `There is no account ${params.user}.` });
      }
      return repo.tokens(params.user, query);
    }),
    route(accessEndpoints.revokeUserToken, ({ params, change }) =>
      change((tx) => revoke(tx, params.user, params.token)),
    ),
  ];
}
