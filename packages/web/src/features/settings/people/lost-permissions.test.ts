import { expect, test } from "vitest";
import { lostPermissions } from "./lost-permissions.ts";

const lead = { role: "lead", team: "news" } as const;
const developer = { role: "developer", team: "news" } as const;

test("what another grant gives in the same place is kept", () => {
  expect(lostPermissions([lead, developer], lead)).toEqual(["release.approve", "audit.read"]);
  expect(lostPermissions([lead, developer], developer)).toEqual([]);
  expect(lostPermissions([lead, { role: "admin", team: null }], lead)).toEqual([]);
});

test("what is held for another team only does not help", () => {
  const elsewhere = { role: "lead", team: "shop" } as const;
  expect(lostPermissions([lead, elsewhere], lead)).toHaveLength(10);
  const everywhere = { role: "developer", team: null } as const;
  expect(lostPermissions([everywhere, developer], everywhere)).toContain("app.write");
});
