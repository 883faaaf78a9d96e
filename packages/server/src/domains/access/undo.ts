import { grant as grantShape } from "@halcyon/contracts";
import type { Recorded, Undo, Undos } from "#platform/undo.ts";
import type { createAccounts } from "./accounts.ts";

/** How roles given and taken, and accounts disabled and enabled, are taken back. */
export function accessUndos(deps: { accounts: ReturnType<typeof createAccounts>; now: () => Date }): Undos {
  const { accounts, now } = deps;
  const roleOf = (change: Recorded) => grantShape.parse(change.detail);
  const subject = (user: { id: string; name: string }) => ({ kind: "user", id: user.id, name: user.name });

  const role = (act: "grant" | "revoke"): Undo => ({
    over: ["user.grant", "user.revoke"],
    touches: (change, later) =>
      later.detail["role"] === change.detail["role"] && later.detail["team"] === change.detail["team"],
    async inverse(change) {
      const given = roleOf(change);
      const words = given.team === null ? given.role : `${given.role} for ${given.team}`;
      return {
        sentence:
          act === "grant"
            ? `gives ${change.subject.name} the role ${words}`
            : `takes the role ${words} from ${change.subject.name}`,
        diff: "",
        verb: `user.${act}`,
        permission: "access.write",
        team: null,
        next: null,
        async carryOut(tx) {
          const user = await accounts[act](tx, change.subject.name, given);
          return { result: user, subject: { ...subject(user), team: given.team }, detail: given };
        },
      };
    },
  });
  const account = (act: "disable" | "enable"): Undo => ({
    over: ["user.disable", "user.enable"],
    inverse: async ({ subject: { name } }) => ({
      sentence: `${act}s the account ${name}`,
      diff: "",
      verb: `user.${act}`,
      permission: "access.write",
      team: null,
      next: null,
      async carryOut(tx) {
        const user =
          act === "disable" ? await accounts.disable(tx, name, now()) : await accounts.enable(tx, name);
        return { result: user, subject: subject(user) };
      },
    }),
  });
  return {
    "user.grant": role("revoke"),
    "user.revoke": role("grant"),
    "user.disable": account("enable"),
    "user.enable": account("disable"),
  };
}
