import { clusterAccessManifest, fleetEndpoints } from "@halcyon/contracts";
import { z } from "zod";
import type { Database } from "#platform/database/database.ts";
import { decodeCursor, pageFrom } from "#platform/http/cursor.ts";
import { type Route, route } from "#platform/http/types.ts";
import { errors } from "./errors.ts";
import type { FleetLists } from "./lists.ts";
import type { LiveFleet } from "./live.ts";
import type { FleetOverview } from "./overview.ts";
import { fleetRepo } from "./repo.ts";
import type { FleetService } from "./service.ts";
import type { Tallies } from "./tallies.ts";
import { clusterView, deploymentItem, hpaItem, ingressItem, podItem, serviceItem } from "./views.ts";
import type { Watching } from "./watching.ts";

const byName = z.tuple([z.string()]);

/** The fleet's endpoints. What is read is shown to whoever may read the fleet for any team: a cluster belongs to no team. */
export function fleetRoutes(deps: {
  database: Database;
  live: LiveFleet;
  service: FleetService;
  lists: FleetLists;
  tallies: Tallies;
  overview: FleetOverview;
  watching: Watching;
}): readonly Route[] {
  const { database, live, service, lists, tallies, overview, watching } = deps;
  const after = (cursor: string | undefined) =>
    cursor === undefined ? undefined : decodeCursor(byName, cursor)[0];

  return [
    route(fleetEndpoints.roomList, async ({ query }) => {
      const rows = await fleetRepo(database.db).rooms({ after: after(query.cursor), limit: query.limit + 1 });
      return pageFrom(rows, query.limit, (room) => [room.name]);
    }),
    route(fleetEndpoints.roomCreate, ({ body, change }) =>
      change(async (tx) => {
        const room = await service.createRoom(tx, body);
        const detail = { displayName: room.displayName, carrier: room.carrier };
        return { result: room, subject: roomSubject(room.name), detail };
      }),
    ),
    route(fleetEndpoints.roomUpdate, ({ params, body, change }) =>
      change(async (tx) => {
        const room = await service.updateRoom(tx, params.room, body);
        const detail = { displayName: room.displayName, carrier: room.carrier };
        return { result: room, subject: roomSubject(room.name), detail };
      }),
    ),
    route(fleetEndpoints.roomDelete, ({ params, change }) =>
      change(async (tx) => {
        await service.deleteRoom(tx, params.room);
        return {
          result: { name: params.room },
          subject: roomSubject(params.room),
        };
      }),
    ),

    route(fleetEndpoints.clusterList, async ({ query }) => {
      const filter = { after: after(query.cursor), room: query.room, limit: query.limit + 1 };
      const rows = await fleetRepo(database.db).clusters(filter);
      const page = pageFrom(rows, query.limit, (row) => [row.name]);
      return { items: page.items.map((row) => clusterView(row, live.find(row.id))), next: page.next };
    }),
    route(fleetEndpoints.clusterGet, async ({ params }) => {
      const row = await fleetRepo(database.db).cluster(params.cluster);
      if (!row) throw errors.cluster_not_found({ detail: `There is no cluster ${params.cluster}.` });
      return clusterView(row, live.find(row.id));
    }),
    route(fleetEndpoints.clusterAdd, async ({ body, change, signal }) => {
      const checked = await service.checkNew(body, signal);
      return change(async (tx) => {
        const cluster = await service.addCluster(tx, body, checked);
        const detail = {
          room: cluster.room,
          server: cluster.server,
          signsInAs: cluster.signsInAs,
          version: cluster.version,
        };
        return { result: cluster, subject: clusterSubject(cluster), detail };
      });
    }),
    route(fleetEndpoints.clusterCheck, async ({ body, change, signal }) => {
      const { credentials, found } = await service.checkNew(body, signal);
      // Nothing is stored but who had Halcyon connect where.
      return change(async () => ({
        result: { server: credentials.server, version: found.version, signsInAs: found.signsInAs },
        subject: { kind: "cluster", id: found.uid, name: body.name ?? credentials.server },
        detail: { server: credentials.server, signsInAs: found.signsInAs, version: found.version },
      }));
    }),
    route(fleetEndpoints.clusterUpdate, async ({ params, body, change, signal }) => {
      const checked = await service.checkKnown(params.cluster, body.credentials, signal);
      return change(async (tx) => {
        const { before, after } = await service.updateCluster(
          tx,
          params.cluster,
          checked,
          body.acceptReplaced,
        );
        const detail = {
          credentials: body.credentials === undefined ? "kept" : "changed",
          server: { from: before.server, to: after.server },
          uid: { from: before.uid, to: checked.found.uid },
        };
        return { result: after, subject: clusterSubject(after), detail };
      });
    }),
    route(fleetEndpoints.clusterRemove, ({ params, change }) =>
      change(async (tx) => {
        const row = await service.removeCluster(tx, params.cluster);
        const detail = { room: row.room, server: row.server };
        return {
          result: { name: row.name },
          subject: clusterSubject(row),
          detail,
        };
      }),
    ),
    route(fleetEndpoints.clusterAccess, async ({ query }) => clusterAccessManifest({ user: query.user })),

    route(fleetEndpoints.overview, async () => overview(tallies.of)),
    route(fleetEndpoints.overviewWatch, ({ signal }) =>
      watching.overview(() => overview(tallies.recent), signal),
    ),
    route(fleetEndpoints.search, async ({ query }) => lists.search(query)),
    route(fleetEndpoints.nodeList, async ({ query }) => lists.nodes(query, tallies.of)),
    route(fleetEndpoints.nodeWatch, ({ query, signal }) =>
      watching.page("nodes", query, () => lists.nodes(query, tallies.recent), signal),
    ),
    route(fleetEndpoints.podList, async ({ query }) => lists.objects("pod", query, podItem)),
    route(fleetEndpoints.podWatch, ({ query, signal }) =>
      watching.page("pods", query, () => lists.objects("pod", query, podItem), signal),
    ),
    route(fleetEndpoints.deploymentList, async ({ query }) =>
      lists.objects("deployment", query, deploymentItem),
    ),
    route(fleetEndpoints.deploymentWatch, ({ query, signal }) =>
      watching.page("deployments", query, () => lists.objects("deployment", query, deploymentItem), signal),
    ),
    route(fleetEndpoints.serviceList, async ({ query }) => lists.objects("service", query, serviceItem)),
    route(fleetEndpoints.serviceWatch, ({ query, signal }) =>
      watching.page("services", query, () => lists.objects("service", query, serviceItem), signal),
    ),
    route(fleetEndpoints.ingressList, async ({ query }) => lists.objects("ingress", query, ingressItem)),
    route(fleetEndpoints.ingressWatch, ({ query, signal }) =>
      watching.page("ingresses", query, () => lists.objects("ingress", query, ingressItem), signal),
    ),
    route(fleetEndpoints.hpaList, async ({ query }) => lists.objects("hpa", query, hpaItem)),
    route(fleetEndpoints.hpaWatch, ({ query, signal }) =>
      watching.page("hpas", query, () => lists.objects("hpa", query, hpaItem), signal),
    ),
    route(fleetEndpoints.eventList, async ({ query }) => lists.events(query)),
    route(fleetEndpoints.eventWatch, ({ query, signal }) =>
      watching.page("events", query, () => lists.events(query), signal),
    ),
  ];
}

function roomSubject(name: string) {
  return { kind: "room", id: name, name, rooms: [name] };
}

function clusterSubject({ id, name, room }: { id: string; name: string; room: string }) {
  return { kind: "cluster", id, name, clusters: [name], rooms: [room] };
}
