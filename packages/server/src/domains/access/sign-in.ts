import { createHash, timingSafeEqual } from "node:crypto";
import type { accessEndpoints, SignedIn, User } from "@halcyon/contracts";
import type { Platform } from "#platform/domain.ts";
import { anonymousActor, createActor } from "#platform/http/actor.ts";
import type { Actor, RouteRequest } from "#platform/http/types.ts";
import type { Accounts } from "./accounts.ts";
import type { Credentials } from "./credentials.ts";
import { errors } from "./errors.ts";
import type { Passwords } from "./password.ts";
import { accessRepo } from "./repo.ts";
import type { AccessTables } from "./tables.ts";
import type { Throttle } from "./throttle.ts";

export interface SignInDeps extends Platform {
  readonly accounts: Accounts;
  readonly credentials: Credentials;
  readonly passwords: Passwords;
  readonly throttle: Throttle;
}

/**
 * Sign-in by password. A wrong name, a wrong password and a disabled account take equally long and get the same
 * answer. Failures are counted and audited, without the name when there is no such account: people type passwords there.
 */
export async function signIn(
  deps: SignInDeps,
  request: RouteRequest<(typeof accessEndpoints)["signIn"]>,
): Promise<SignedIn> {
  const { body, address } = request;
  await deps.throttle.attempt(body.name, address);
  const known = await accessRepo(deps.database.db).credentials(body.name);
  const right = await deps.passwords.verify(body.password, known?.password_hash ?? null);
  if (known === undefined || !right || known.disabled_at !== null) {
    await deps.database.transaction((tx) =>
      deps.recordAudit(tx, {
        actor: anonymousActor,
        verb: "session.refuse",
        subject: { kind: "user", id: known?.id ?? "", name: known?.name ?? "(no such account)" },
        requestId: request.id,
        address,
      }),
    );
    throw errors.sign_in_failed({
      detail: "The account name or the password is not right, or the account is disabled.",
    });
  }
  await deps.throttle.succeeded(body.name, address);
  const renewed = deps.passwords.outdated(known.password_hash)
    ? await deps.passwords.hash(body.password)
    : null;

  const opened = await request.change(async (tx) => {
    const session = await deps.credentials.openSession(tx, known.id, address);
    await tx
      .$extendTables<AccessTables>()
      .updateTable("access_users")
      .set({ last_sign_in_at: deps.clock.now(), ...(renewed === null ? {} : { password_hash: renewed }) })
      .where("id", "=", known.id)
      .execute();
    const user = await deps.accounts.requireUser(tx, known.name);
    return {
      result: { session, user },
      actor: actorOf(user),
      subject: { kind: "session", id: session.id, name: user.name },
      detail: { deliver: body.deliver },
    };
  });
  if (body.deliver === "cookie") request.setSession(opened.session);
  return {
    user: opened.user,
    expiresAt: opened.session.expiresAt.toISOString(),
    token: body.deliver === "token" ? opened.session.token : null,
  };
}

/** The token that lets the first administrator in: the same in every process, worth nothing once there is an account. */
export function setupToken(deps: Pick<Platform, "secrets">): string {
  return deps.secrets.derive("setup-token");
}

/** Creates the first administrator for whoever has the setup token. */
export async function setUp(
  deps: SignInDeps,
  request: RouteRequest<(typeof accessEndpoints)["setup"]>,
): Promise<User> {
  const { body, address } = request;
  await deps.throttle.attempt("(setup)", address);
  if (!sameText(body.setupToken, setupToken(deps))) {
    throw errors.setup_refused({ detail: "The setup token is not right." });
  }
  await deps.throttle.succeeded("(setup)", address);
  const passwordHash = await deps.passwords.hash(body.password);
  return request.change(async (tx) => {
    const user = await deps.accounts.createFirst(tx, { ...body, passwordHash });
    return { result: user, actor: actorOf(user), subject: { kind: "user", id: user.id, name: user.name } };
  });
}

/** A signed-in person's actor, for rows about what only now made them one. */
function actorOf(user: User): Actor {
  return createActor({ ...user, via: "session", access: "full" });
}

function sameText(given: string, wanted: string): boolean {
  const a = createHash("sha256").update(given).digest();
  const b = createHash("sha256").update(wanted).digest();
  return timingSafeEqual(a, b);
}
