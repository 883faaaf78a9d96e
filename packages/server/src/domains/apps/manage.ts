/** What is done to an app as a whole: made ahead of its first spec, its policy set, removed. */
import type { AppPolicy } from "@halcyon/contracts";
import type { Clock } from "#platform/clock.ts";
import type { Tx } from "#platform/database/database.ts";
import { appErrors } from "./errors.ts";
import { namespaceFor } from "./policy.ts";
import { insertApp, lockApp, updateApp } from "./repo.ts";
import type { AppRecord } from "./types.ts";
import { requireNamespace } from "./versions.ts";

export interface AppManagement {
  /** @throws HalcyonError app_exists, app_team_unknown, app_namespace_taken */
  create(tx: Tx, app: { name: string; team: string; policy: AppPolicy }): Promise<AppRecord>;
  /** @throws HalcyonError app_namespace_fixed once there is a version; app_not_found */
  setPolicy(tx: Tx, name: string, policy: AppPolicy): Promise<{ before: AppRecord; after: AppRecord }>;
  /** Marks an app removed. The caller has made sure that nothing of it runs. @throws HalcyonError app_not_found */
  remove(tx: Tx, name: string): Promise<AppRecord>;
}

export function createAppManagement(deps: {
  clock: Clock;
  teamExists(tx: Tx, name: string): Promise<boolean>;
}): AppManagement {
  const { clock, teamExists } = deps;

  async function locked(tx: Tx, name: string): Promise<AppRecord> {
    const app = await lockApp(tx, name);
    if (app === null) throw appErrors.not_found({ detail: `there is no app ${name}` });
    return app;
  }

  return {
    async create(tx, { name, team, policy }) {
      if (!(await teamExists(tx, team))) throw appErrors.team_unknown({ detail: `there is no team ${team}` });
      const namespace = namespaceFor(name, policy);
      await requireNamespace(tx, { namespace, team, app: name });
      if (!(await insertApp(tx, { name, team, namespace, policy, now: clock.now() }))) {
        throw appErrors.exists({ detail: `there is an app ${name} already` });
      }
      // One that was removed comes back with its versions on record.
      return locked(tx, name);
    },

    async setPolicy(tx, name, policy) {
      const before = await locked(tx, name);
      const namespace = namespaceFor(name, policy);
      if (namespace !== before.namespace) {
        if (before.latest !== null) {
          throw appErrors.namespace_fixed({
            detail: `${name} runs in ${before.namespace}, and not in ${namespace}`,
          });
        }
        await requireNamespace(tx, { namespace, team: before.team, app: name });
      }
      await updateApp(tx, name, { policy, namespace, now: clock.now() });
      return { before, after: { ...before, policy, namespace } };
    },

    async remove(tx, name) {
      const app = await locked(tx, name);
      await updateApp(tx, name, { removed: true, now: clock.now() });
      return app;
    },
  };
}
