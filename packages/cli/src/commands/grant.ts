import { accessEndpoints, permissionsOfRole, roles } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, groups, noun, verb } from "../command.ts";
import { grantText, parseRole } from "../input/grant.ts";
import { listed } from "../output/amounts.ts";

/** `halcyon grant`: which role somebody has, everywhere or for a team. */
export function grantCommands(program: Command, cli: Cli): void {
  const grant = noun(program, "grant", "Roles: who may do what, everywhere or for one team", groups.people);

  const available = verb(grant, "roles", {
    summary: "List the roles and what each may do",
    examples: [["grant roles", "viewer, developer, lead, operator, admin"]],
    next: "halcyon grant add USER ROLE --team TEAM",
  });
  action(available, cli, async ({ session: { output } }) => {
    const items = roles.map((role) => ({ role, permissions: permissionsOfRole[role] }));
    output.show({ items, next: null }, () =>
      output.table(items, [
        { title: "ROLE", value: (row) => row.role },
        { title: "MAY", value: (row) => row.permissions.join(" "), flexible: true },
      ]),
    );
  });

  for (const [name, endpoint, summary, example] of [
    [
      "add",
      accessEndpoints.grantRole,
      "Grant a role, everywhere or for one team",
      "Lin ships what the team owns",
    ],
    ["remove", accessEndpoints.revokeRole, "Take a role away", "Lin no longer does"],
  ] as const) {
    const command = verb(grant, `${name} <user> <role>`, {
      summary,
      about: "developer and lead can be held for one team; viewer, operator and admin are held everywhere.",
      examples: [[`grant ${name} lin developer --team news`, example]],
      next: "halcyon user show USER lists all roles of an account.",
    }).option("--team <team>", "for this team only");
    action<{ team?: string }>(
      command,
      cli,
      async ({ session, args: [user = "", role = ""], options: { team = null } }) => {
        const body = { role: parseRole(role), team };
        const changed = await (await session.client()).call(endpoint, { params: { user }, body });
        session.output.show(
          changed,
          () => `${changed.name}: ${listed(changed.grants.map(grantText)) || "no role"}.`,
        );
      },
    );
  }
}
