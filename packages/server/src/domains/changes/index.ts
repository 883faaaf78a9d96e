/** The changes domain's door: see docs/guides/changes.md for what it offers to people. */
import type { AuditDomain } from "#domains/audit/index.ts";
import type { Domain, Platform } from "#platform/domain.ts";
import { changeRoutes } from "./routes.ts";

export interface ChangesDeps extends Platform {
  readonly audit: AuditDomain;
}

/** One timeline over what all domains changed. */
export function createChangesDomain(deps: ChangesDeps): Domain {
  return { name: "changes", migrations: [], routes: changeRoutes(deps) };
}
