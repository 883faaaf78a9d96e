/** The endpoints of adoption. */
import { adoptEndpoints as table } from "@halcyon/contracts";
import type { Events } from "#platform/events.ts";
import { type Json, type Route, route } from "#platform/http/types.ts";
import { appErrors } from "../errors.ts";
import type { AppRecord } from "../types.ts";
import type { Adoption } from "./service.ts";

/** How long the clusters of one adoption are waited for, in milliseconds. */
const patienceMs = 60_000;

export function adoptRoutes(deps: {
  readonly adoption: Adoption;
  readonly events: Events;
  getApp(name: string): Promise<AppRecord>;
  openRelease(app: string): Promise<string | null>;
}): readonly Route[] {
  const { adoption, events } = deps;
  const patient = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  return [
    route(table.plan, ({ params, body, actor, signal }) =>
      adoption.plan(actor, params.app, body, patient(signal)),
    ),
    route(table.take, async ({ params, body, actor, change, signal }) => {
      const take = await adoption.take(actor, params.app, body, patient(signal));
      return change(async (tx) => {
        const { version, app, clusters } = await take(tx);
        await events.publish(tx, "app.created", { app: app.name });
        await events.publish(tx, "app.version", { app: app.name, version: version.number });
        return {
          result: { app: app.name, version: version.number, clusters },
          subject: {
            kind: "app",
            ...{ id: app.name, name: app.name, team: app.team, app: app.name },
            clusters: clusters.map(({ cluster }) => cluster),
          },
          detail: {
            from: `${body.namespace}/${body.workload}`,
            hash: body.hash,
            version: version.number,
            digest: version.digest,
            helm: body.helm ?? null,
            clusters: clusters as unknown as Json,
          },
        };
      });
    }),
    route(table.disown, async ({ params, body, actor, change, signal }) => {
      const app = await deps.getApp(params.app);
      const open = await deps.openRelease(app.name);
      if (open !== null) throw appErrors.release_open({ detail: `release ${open} of ${app.name} is open` });
      const disown = await adoption.disown(actor, app, patient(signal));
      return change(async (tx) => {
        const clusters = await disown(tx);
        await events.publish(tx, "app.removed", { app: app.name });
        return {
          result: { app: app.name, clusters },
          subject: {
            kind: "app",
            ...{ id: app.name, name: app.name, team: app.team, app: app.name },
            clusters: clusters.map(({ cluster }) => cluster),
          },
          detail: { reason: body.reason, clusters: clusters as unknown as Json },
        };
      });
    }),
  ];
}
