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
import type { Outside } from "./outside.ts";
import type { SecretSource, SecretStore } from "./store.ts";

export interface SecretRoutesDeps {
  readonly store: SecretStore;
  readonly outside: Outside;
  readonly database: Database;
  readonly service: AppService;
  readonly versions: Versions;
  readonly events: Events;
}

export function secretRoutes(deps: SecretRoutesDeps): readonly Route[] {
  const { store, outside, database, service, versions, events } = deps;

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

  /** The value to rotate to: the given one, or what the store of a linked secret has by now. */
  async function rotation(
    params: { app: string; secret: string },
    given: string | undefined,
    signal: AbortSignal,
  ): Promise<{ value: string; last: number; source: SecretSource | null }> {
    const app = await service.getApp(params.app);
    const { db } = database;
    const [latest] = (await store.get(db, app.name, params.secret)).versions;
    if (latest === undefined) throw new Error(`secret ${params.secret} has no version`);
    const { version: last, source: before } = latest;
    if (before === null) {
      if (given !== undefined) return { value: given, last, source: null };
      throw appErrors.secret_value_unclear({
        detail: `Halcyon holds secret ${params.secret}, and no value was given`,
      });
    }
    if (given !== undefined) {
      throw appErrors.secret_value_unclear({
        detail: `secret ${params.secret} is linked to store ${before.store}, and a value was given`,
      });
    }
    const { store: name, path, key } = before;
    const { value, source } = await outside.newest(app, { store: name, path, key }, signal);
    if (await store.isValueOf(db, app.name, { secret: params.secret, version: last }, value)) {
      throw appErrors.secret_not_newer({
        detail: `${path} in store ${name} is what version ${last} of secret ${params.secret} has`,
      });
    }
    return { value, last, source };
  }

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
    route(table.stores, async () => ({ items: outside.list() })),
    route(table.link, async ({ params, body, actor, change, signal }) => {
      const place = { store: body.store, path: body.path, key: body.key ?? null };
      const { value, source } = await outside.newest(await service.getApp(params.app), place, signal);
      return change(async (tx) => {
        const app = await locked(tx, params.app);
        const version = await store.add(tx, actor, { app: app.name, name: params.secret, value, source });
        await events.publish(tx, "app.secret", { app: app.name, secret: params.secret });
        const result = await store.get(tx, app.name, params.secret);
        return { result, subject: subjectOf(app, params.secret), detail: { version, source } };
      });
    }),
    route(table.rotate, async ({ params, body, actor, change, signal }) => {
      const places = await service.places();
      const { value, last, source } = await rotation(params, body.value, signal);
      return change(async (tx) => {
        const app = await locked(tx, params.app);
        const latest = await service.latestVersion(app.name, tx);
        if (latest === null)
          throw appErrors.no_version({ detail: `${app.name} has no version to rotate in` });
        const { versions: before } = await store.get(tx, app.name, params.secret);
        if (before[0]?.version !== last)
          throw appErrors.version_moved({
            detail: `secret ${params.secret} has a newer version than ${last}`,
          });
        const linked = source === null ? {} : { source };
        const at = { app: app.name, name: params.secret, value, ...linked };
        const version = await store.add(tx, actor, at);
        const message = `rotate secret ${params.secret} to version ${version}`;
        const made = await versions.derive(tx, actor, app.name, { spec: latest.text }, { places, message });
        if (made.outcome === "created")
          await events.publish(tx, "app.version", { app: app.name, version: made.version.number });
        await events.publish(tx, "app.secret", { app: app.name, secret: params.secret });
        return {
          result: { secret: await store.get(tx, app.name, params.secret), app: storedView(made) },
          subject: subjectOf(app, params.secret),
          detail: {
            version,
            appVersion: made.version.number,
            outcome: made.outcome,
            ...(source === null ? {} : { source }),
          },
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
