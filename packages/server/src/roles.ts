import type { Roles } from "#platform/domain.ts";

/** One program, started as everything or as a part: `api` answers requests, `worker` does the background work. */
export const roleNames = ["all", "api", "worker"] as const;

export function rolesOf(name: (typeof roleNames)[number]): Roles {
  return { serve: name !== "worker", work: name !== "api" };
}
