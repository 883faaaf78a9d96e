/** The endpoints of an app's secrets. No answer, audit row or event has a value in it. */
import { secretEndpoints as table } from "@halcyon/contracts";
import type { Database, Tx } from "#platform/database/database.ts";
import type { Events } from "#platform/events.ts";
import { type Route, route } from "#platform/http/types.ts";
import { appErrors } from "../errors.ts";
import { lockApp } from "../repo.ts";
import { type AppService } from "../service.ts";
import { storedView } from "../stored.ts";
import type { AppRecord } from "../types.ts";
import type { Versions } from "../versions.ts";
import type { SecretStore } from "./store.ts";

export interface SecretRoutesDeps {
  readonly store: SecretStore;
  readonly database: Database;
  readonly service: AppService;
  readonly versions: Versions;
  readonly events: Events;
}

export function secretRoutes(deps: SecretRoutesDeps): readonly Route[] {
  const { store, database, service, versions, events } = deps;

  async function locked(tx: Tx, name: string): Promise<AppRecord> {
    const app = await lockApp(tx, name);
    if (app === null) throw appErrors.not_found({ detail: `there is no app ${name}` });
    return app;
  }
  const subjectOf = (app: AppRecord, secret: string) => ({
    kind: "secret",
    id: `${app.name}/${secret}`,
    name: secret,
    team: app.team,
    app: app.name,
  });

  return [
    route(table.list, async ({ params }) => {
      await service.getApp(params.app);
      return { items: await store.list(database.db, params.app) };
    }),
    route(table.set, ({ params, body, actor, change }) =>
      change(async (tx) => {
        const app = await locked(tx, params.app);
        const version = await store.add(tx, actor, { app: app.name, name: params.secret, value: body.value });
        await events.publish(tx, "app.secret", { app: app.name, secret: params.secret });
        const result = await store.get(tx, app.name, params.secret);
        return { result, subject: subjectOf(app, params.secret), detail: { version } };
      }),
    ),
    route(table.rotate, async ({ params, body, actor, change }) => {
      const places = await service.places();
      return change(async (tx) => {
        const app = await locked(tx, params.app);
        const latest = await service.latestVersion(app.name, tx);
        if (latest === null)
          throw appErrors.no_version({ detail: `${app.name} has no version to rotate in` });
        await store.get(tx, app.name, params.secret);
        const at = { app: app.name, name: params.secret, value: body.value };
        const version = await store.add(tx, actor, at);
        const message = `rotate secret ${params.secret} to version ${version}`;
        const made = await versions.derive(tx, actor, app.name, { spec: latest.text }, { places, message });
        if (made.outcome === "created")
          await events.publish(tx, "app.version", { app: app.name, version: made.version.number });
        await events.publish(tx, "app.secret", { app: app.name, secret: params.secret });
        return {
          result: { secret: await store.get(tx, app.name, params.secret), app: storedView(made) },
          subject: subjectOf(app, params.secret),
          detail: { version, appVersion: made.version.number, outcome: made.outcome },
        };
      });
    }),
    route(table.revoke, ({ params, body, actor, change }) =>
      change(async (tx) => {
        const app = await locked(tx, params.app);
        const { secret, version } = params;
        await store.revoke(tx, actor, { app: app.name, secret, version, reason: body.reason });
        await events.publish(tx, "app.secret", { app: app.name, secret });
        const result = await store.get(tx, app.name, secret);
        return { result, subject: subjectOf(app, secret), detail: { version, reason: body.reason } };
      }),
    ),
  ];
}
