/** The apps endpoints. Permissions are the table's; only `apply` looks at the spec's team itself. */
import { appSpecJsonSchema, appsEndpoints as table, schemaEndpoints } from "@halcyon/contracts";
import type { Tx } from "#platform/database/database.ts";
import type { Events } from "#platform/events.ts";
import { type Json, type Route, route } from "#platform/http/types.ts";
import { convertObjects } from "./adopt/convert.ts";
import type { AppClusters } from "./clusters.ts";
import { appErrors } from "./errors.ts";
import type { AppManagement } from "./manage.ts";
import { type AppService, renderingView, versionView } from "./service.ts";
import { storedOutcome, subjectOf } from "./stored.ts";
import type { AppRecord } from "./types.ts";
import type { StoredVersion, Versions } from "./versions.ts";

export interface AppRoutesDeps {
  readonly service: AppService;
  readonly versions: Versions;
  readonly management: AppManagement;
  readonly clusters: AppClusters;
  readonly events: Events;
  /** The id of the app's open release, if there is one. */
  openRelease(app: string): Promise<string | null>;
}

export function appRoutes(deps: AppRoutesDeps): readonly Route[] {
  const { service, versions, management, clusters, events, openRelease } = deps;

  const stored = (tx: Tx, result: StoredVersion) => storedOutcome(events, tx, result);

  return [
    route(table.list, ({ actor, query }) => service.list(actor, query)),
    route(table.get, async ({ params }) => service.view(await service.getApp(params.app))),
    route(table.apply, async ({ params, body, actor, change }) => {
      const places = await service.places();
      return change(async (tx) =>
        stored(
          tx,
          await versions.derive(
            tx,
            actor,
            params.app,
            {
              spec: body.spec,
              ...(body.basedOn === undefined ? {} : { basedOn: body.basedOn }),
              ...(body.source === undefined ? {} : { source: body.source }),
            },
            { places, message: body.message },
          ),
        ),
      );
    }),
    route(table.setImage, async ({ params, body, actor, change }) => {
      const places = await service.places();
      return change(async (tx) =>
        stored(
          tx,
          await versions.derive(
            tx,
            actor,
            params.app,
            { image: body.image, ...(body.container === undefined ? {} : { container: body.container }) },
            { places, message: body.message },
          ),
        ),
      );
    }),
    route(table.restore, async ({ params, body, actor, change }) => {
      const places = await service.places();
      const message = body.message === "" ? `restore version ${params.version}` : body.message;
      return change(async (tx) =>
        stored(
          tx,
          await versions.derive(tx, actor, params.app, { restore: params.version }, { places, message }),
        ),
      );
    }),
    route(schemaEndpoints.schema, async () => appSpecJsonSchema()),
    route(table.validate, ({ body, actor }) => service.validate(actor, body.spec)),
    route(table.convert, async ({ body }) =>
      convertObjects(body.objects, { name: body.app, team: body.team, room: body.room }),
    ),
    route(table.render, async ({ body, actor }) => {
      const draft = await service.draft(actor, body.spec);
      return { digest: draft.digest, clusters: renderingView(draft, body.cluster, draft.specIn) };
    }),
    route(table.diff, async ({ params, body, actor, signal }) => {
      const app = await service.getApp(params.app);
      const kept = body.spec === undefined ? await chosen(app, body.version) : null;
      const content = kept ?? (await service.draft(actor, body.spec ?? ""));
      const version = kept?.number ?? null;
      if (content.spec.name !== app.name) {
        throw appErrors.name_mismatch({
          detail: `the spec is of ${content.spec.name}, and this is ${app.name}`,
        });
      }
      const targets = content.targets.filter(
        ({ cluster }) => body.cluster === undefined || cluster === body.cluster,
      );
      if (body.cluster !== undefined && targets.length === 0) {
        throw appErrors.cluster_unknown({ detail: `${app.name} does not run in ${body.cluster}` });
      }
      const input = { app: app.name, targets, rendering: content.rendering, all: body.all };
      return { version, clusters: await clusters.diff(actor, input, signal) };
    }),
    route(table.versions, ({ params, query }) => service.versions(params.app, query)),
    route(table.version, async ({ params }) =>
      versionView(await service.version(params.app, params.version)),
    ),
    route(table.rendering, async ({ params, query }) => {
      const version = await service.version(params.app, params.version);
      const specIn = await service.specIn(version);
      return { digest: version.digest, clusters: renderingView(version, query.cluster, specIn) };
    }),
    route(table.compare, ({ params, query }) => service.compare(params.app, query.from, query.to)),
    route(table.policy, async ({ params }) => (await service.getApp(params.app)).policy),
    route(table.setPolicy, ({ params, body, change }) =>
      change(async (tx) => {
        const { before, after } = await management.setPolicy(tx, params.app, body);
        await events.publish(tx, "app.policy", { app: after.name });
        return {
          result: after.policy,
          subject: subjectOf(after),
          detail: { from: before.policy as Json, to: after.policy as Json },
        };
      }),
    ),
    route(table.create, ({ body, change }) =>
      change(async (tx) => {
        const app = await management.create(tx, body);
        await events.publish(tx, "app.created", { app: app.name });
        const result = {
          ...app,
          kind: null,
          description: "",
          owners: [],
          links: [],
          dependencies: [],
          patches: [],
          latest: null,
          targets: [],
          adopted: false,
          createdAt: app.createdAt.toISOString(),
          updatedAt: app.updatedAt.toISOString(),
        };
        return { result, subject: subjectOf(app), detail: { policy: app.policy as Json } };
      }),
    ),
    route(table.remove, async ({ params, actor, change, signal }) => {
      const app = await service.getApp(params.app);
      const open = await openRelease(app.name);
      if (open !== null) throw appErrors.release_open({ detail: `release ${open} of ${app.name} is open` });
      // Clusters are asked and cleared before the transaction: what fails here leaves the app as it is, and a
      // second try goes on where this one ended.
      await clusters.requireIdle(actor, app, signal);
      const pruned = await clusters.clear(actor, app, signal);
      return change(async (tx) => {
        const removed = await management.remove(tx, app.name);
        await events.publish(tx, "app.removed", { app: app.name });
        return { result: { removed: removed.name, pruned }, subject: subjectOf(removed), detail: { pruned } };
      });
    }),
  ];

  async function chosen(app: AppRecord, number: number | undefined) {
    const wanted = number ?? app.latest;
    if (wanted === null) throw appErrors.no_version({ detail: `${app.name} has no version to compare` });
    return service.version(app.name, wanted);
  }
}
