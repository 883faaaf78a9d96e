/** The endpoint of `app explain`. */
import { explainEndpoints as table } from "@halcyon/contracts";
import type { Database } from "#platform/database/database.ts";
import { type Route, route } from "#platform/http/types.ts";
import { basesAt } from "../base/repo.ts";
import { appErrors } from "../errors.ts";
import type { AppService } from "../service.ts";
import { pinsOf } from "../secrets/references.ts";
import { parseOrThrow, withSecrets } from "../versions.ts";
import { explainTarget } from "./explain.ts";

export function explainRoutes(deps: { service: AppService; database: Database }): readonly Route[] {
  const { service, database } = deps;
  return [
    route(table.explain, async ({ params, query }) => {
      const app = await service.getApp(params.app);
      const number = query.version ?? app.latest;
      if (number === null) throw appErrors.no_version({ detail: `${app.name} has no version to explain` });
      const version = await service.version(app.name, number);
      const target = version.targets.find(
        ({ cluster }) => query.cluster === undefined || cluster === query.cluster,
      );
      if (target === undefined) {
        throw appErrors.cluster_unknown({
          detail: `${app.name} does not run in ${query.cluster ?? "any cluster"}`,
        });
      }
      const unpinned = parseOrThrow(version.text, await basesAt(database.db, version.bases));
      const parsed = withSecrets(unpinned, pinsOf(version.rendering));
      const manifests = version.rendering[target.cluster] ?? [];
      const all = await explainTarget({ parsed, target, targets: version.targets, manifests });
      const { field = "" } = query;
      const fields = all.filter(({ object, field: name }) =>
        isUnder(`${object.split("/")[0]}.${name}`, field),
      );
      if (fields.length === 0) {
        throw appErrors.field_unknown({ detail: `nothing of ${app.name} is rendered under ${field}` });
      }
      return { version: version.number, cluster: target.cluster, fields };
    }),
  ];
}

/** True when a field is the one asked for, or lies under it. */
function isUnder(field: string, asked: string): boolean {
  return (
    asked === "" || field === asked || (field.startsWith(asked) && /[.[]/.test(field[asked.length] ?? ""))
  );
}
