/** What needs a revoked version of a secret is neither planned, nor started, nor gone back to. What runs with it goes on. */
import type { AppsDomain, AppVersionRecord } from "#domains/apps/index.ts";
import type { Tx } from "#platform/database/database.ts";
import { errors } from "./errors.ts";
import type { Command } from "./machine.ts";
import type { ReleaseRow } from "./repo.ts";

export interface RevokedGuard {
  /** @throws HalcyonError release_secret_revoked */
  refusePlan(tx: Tx, to: AppVersionRecord): Promise<void>;
  /**
   * @param direction of the release once the command is carried out
   * @throws HalcyonError release_secret_revoked
   */
  refuseAct(tx: Tx, row: ReleaseRow, given: Command, direction: "forward" | "back"): Promise<void>;
}

export function createRevokedGuard(apps: Pick<AppsDomain, "revokedSecret">): RevokedGuard {
  async function refuse(
    tx: Tx,
    app: string,
    numbers: readonly number[],
    told: { readonly act: string; hint(secret: string): string },
  ): Promise<void> {
    const found = await apps.revokedSecret(app, numbers, tx);
    if (found === null) return;
    const { number, secret, version } = found;
    throw errors.secret_revoked({
      detail: `${told.act}: version ${number} of ${app} uses version ${version} of secret ${secret}, which is revoked`,
      hint: told.hint(secret),
    });
  }

  return {
    refusePlan: (tx, { app, number }) =>
      refuse(tx, app, [number], {
        act: `version ${number} cannot be released`,
        hint: (secret) => `halcyon secret rotate ${app} ${secret} makes a version without it; release that`,
      }),

    async refuseAct(tx, { id, app, state, plan, to_version }, given, direction) {
      const rotate = (secret: string) => `halcyon secret rotate ${app} ${secret}`;
      if (state === "approved" && (given.kind === "next" || given.kind === "finish")) {
        const hint = (secret: string) =>
          `halcyon release reject ${id}, then ${rotate(secret)}, and release the version it makes`;
        return refuse(tx, app, [to_version], { act: `${id} cannot start`, hint });
      }
      const turning = given.kind === "rollback" || (given.kind === "abort" && given.mode === "back");
      if (!turning || state === "planned" || state === "approved") return;
      const from = plan.targets.flatMap((target) => target.from ?? []);
      await refuse(tx, app, direction === "forward" ? [to_version] : [...new Set(from)], {
        act: `${id} cannot go ${direction === "back" ? "back" : "forward again"}`,
        hint: (secret) =>
          `what runs goes on: end the release where it is going (finish), or leave it (abort --keep); then ${rotate(secret)}, and release the version it makes`,
      });
    },
  };
}
