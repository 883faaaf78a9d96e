/** The endpoint of `app differences`. */
import { differenceEndpoints as table } from "@halcyon/contracts";
import type { Database } from "#platform/database/database.ts";
import { type Route, route } from "#platform/http/types.ts";
import { basesAt } from "../base/repo.ts";
import { appErrors } from "../errors.ts";
import type { AppService } from "../service.ts";
import { parseOrThrow } from "../versions.ts";
import { differencesOf } from "./differences.ts";

export function roomRoutes(deps: { service: AppService; database: Database }): readonly Route[] {
  const { service, database } = deps;
  return [
    route(table.differences, async ({ params, query }) => {
      const app = await service.getApp(params.app);
      const number = query.version ?? app.latest;
      if (number === null) throw appErrors.no_version({ detail: `${app.name} has no version to compare` });
      const version = await service.version(app.name, number);
      const parsed = parseOrThrow(version.text, await basesAt(database.db, version.bases));
      return { version: version.number, rooms: differencesOf(parsed, version.targets) };
    }),
  ];
}
