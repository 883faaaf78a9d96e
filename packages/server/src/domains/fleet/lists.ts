import type { ClusterFreshness, EventItem, NodeItem, SearchHit } from "@halcyon/contracts";
import { z } from "zod";
import type { EventRecord } from "#kube/projections/event.ts";
import { decodeCursor, encodeCursor } from "#platform/http/cursor.ts";
import { httpErrors } from "#platform/http/errors.ts";
import type { LiveCluster, LiveFleet } from "./live.ts";
import type { RecordOf, SearchKind } from "./search/facts.ts";
import type { IndexQuery } from "./search/fleet-index.ts";
import { exactly, parseQuery, type Term } from "./search/terms.ts";
import { createTop } from "./search/top.ts";
import type { Tallies } from "./tallies.ts";
import { eventItem, freshnessOf, nodeItem, type Place, searchHit } from "./views.ts";

/** Narrowing that every list takes. */
export interface ListQuery {
  readonly room?: string | undefined;
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
  /** The row to begin at, instead of a cursor. */
  readonly offset?: number | undefined;
  readonly limit: number;
}

export interface FleetPage<T> {
  readonly items: T[];
  readonly next: string | null;
  readonly total: number;
  readonly clusters: ClusterFreshness[];
}

/** Lists and search over the caches. Never waits for a cluster: what is stale or unreachable is shown as it was last seen. */
export interface FleetLists {
  search(query: { q: string; cursor?: string | undefined; limit: number }): FleetPage<SearchHit>;
  objects<K extends SearchKind, T>(
    kind: K,
    query: ListQuery,
    view: (place: Place, record: RecordOf<K>) => T,
  ): FleetPage<T>;
  /** @param tallyOf where what is asked of each node was counted */
  nodes(query: ListQuery, tallyOf: Tallies["of"]): FleetPage<NodeItem>;
  events(query: ListQuery): FleetPage<EventItem>;
}

const position = z.tuple([z.number(), z.number(), z.string(), z.string(), z.string()]);
const eventPosition = z.tuple([z.number(), z.string()]);

export function createFleetLists({ live }: { live: LiveFleet }): FleetLists {
  function roomOf(cluster: string): string {
    return live.find(cluster)?.row.room ?? "";
  }

  /** The clusters a query looks in: what its answer is about. */
  function lookedIn(
    query: { room?: string | undefined; cluster?: string | undefined },
    terms: readonly Term[] = [],
  ) {
    const named = (term: Term, { row }: LiveCluster) => {
      if (term.field !== "cluster" && term.field !== "room") return true;
      return ((term.field === "cluster" ? row.name : row.room) === term.value) !== term.not;
    };
    return live
      .all()
      .filter(({ row }) => (query.room ?? row.room) === row.room && (query.cluster ?? row.name) === row.name)
      .filter((cluster) => terms.every((term) => named(term, cluster)));
  }

  function run(
    query: Omit<ListQuery, "q">,
    terms: readonly Term[],
    more: Pick<IndexQuery, "order"> & { kinds?: SearchKind[] },
  ) {
    requireOneStart(query);
    const clusters = lookedIn(query, terms);
    const everywhere = clusters.length === live.all().length;
    const answer = live.index.query({
      ...more,
      terms,
      limit: query.limit,
      roomOf,
      ...(everywhere ? {} : { clusters: new Set(clusters.map(({ row }) => row.name)) }),
      ...(query.namespace === undefined ? {} : { namespace: query.namespace }),
      ...(query.cursor === undefined ? {} : { after: decodeCursor(position, query.cursor) }),
      ...(query.offset === undefined ? {} : { offset: query.offset }),
    });
    return {
      found: answer.found,
      rest: {
        next: answer.next === null ? null : encodeCursor(answer.next),
        total: answer.total,
        clusters: clusters.map(freshnessOf),
      },
    };
  }

  const placeOf = (cluster: string): Place => ({ cluster, room: roomOf(cluster) });

  function objects<K extends SearchKind, T>(
    kind: K,
    query: ListQuery,
    view: (place: Place, record: RecordOf<K>) => T,
  ) {
    const { found, rest } = run(query, parseQuery(query.q ?? ""), { order: "place", kinds: [kind] });
    return { items: found.map((each) => view(placeOf(each.cluster), each.record as RecordOf<K>)), ...rest };
  }

  return {
    objects,
    search(query) {
      const { found, rest } = run(query, parseQuery(query.q), { order: "rank" });
      return { items: found.map((each) => searchHit(placeOf(each.cluster), each)), ...rest };
    },
    nodes(query, tallyOf) {
      return objects("node", query, (place, node) => {
        const cluster = live.find(place.cluster);
        const requested = cluster && tallyOf(cluster).requestedByNode.get(node.name);
        return nodeItem(place, node, requested ?? { cpuMilli: 0, memoryKib: 0, pods: 0 });
      });
    },
    events(query) {
      requireOneStart(query);
      const terms = parseQuery(query.q ?? "");
      const clusters = lookedIn(query, terms);
      const all: { place: Place; event: EventRecord }[] = [];
      for (const { row, connection } of clusters) {
        const place = { cluster: row.name, room: row.room };
        for (const event of connection?.cache.all("events", query.namespace) ?? []) {
          if (terms.every((term) => eventFulfils(event, term))) all.push({ place, event });
        }
      }
      const order = (a: EventRecord, b: EventRecord) =>
        b.at - a.at || (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0);
      const after = query.cursor === undefined ? undefined : decodeCursor(eventPosition, query.cursor);
      const eventAt = (row: number) => (all[row] as (typeof all)[0]).event;
      const { offset = 0, limit } = query;
      const top = createTop(offset + limit + 1, { compare: (a, b) => order(eventAt(a), eventAt(b)) });
      for (const [at, { event }] of all.entries()) {
        if (!after || event.at < after[0] || (event.at === after[0] && event.uid > after[1])) top.offer(at);
      }
      const best = top
        .sorted()
        .slice(offset)
        .map((at) => all[at] as (typeof all)[0]);
      const page = best.slice(0, limit);
      const last = page.at(-1)?.event;
      return {
        items: page.map(({ place, event }) => eventItem(place, event)),
        next: best.length > limit && last !== undefined ? encodeCursor([last.at, last.uid]) : null,
        total: all.length,
        clusters: clusters.map(freshnessOf),
      };
    },
  };
}

/** @throws HalcyonError http_input_invalid when a page is to begin at two places */
function requireOneStart({ cursor, offset }: ListQuery): void {
  if (cursor === undefined || offset === undefined) return;
  throw httpErrors.input_invalid({
    detail: "query.offset cannot be given together with query.cursor.",
    hint: "Give `cursor` to go on after a page, or `offset` to begin at a row.",
    errors: [{ path: "query.offset", message: "cannot be given together with query.cursor" }],
  });
}

/** Events are few and short-lived, so they are looked through rather than indexed. */
function eventFulfils(event: EventRecord, term: Term): boolean {
  const has = (...texts: string[]) => texts.some((text) => text.toLowerCase().includes(term.value ?? ""));
  const whole = exactly(term.value ?? "");
  const holds = (text: string) => (whole === null ? has(text) : text.toLowerCase() === whole);
  const met = () => {
    switch (term.field) {
      case "cluster":
      case "room":
        return !term.not;
      case "name":
        return holds(event.about);
      case "ns":
        return holds(event.namespace);
      case "kind":
        return event.kind.toLowerCase() === term.value.replace(/s$/, "");
      case "phase":
        return [event.type, event.reason].some((text) => text.toLowerCase() === term.value);
      case "word":
        return has(event.about, event.namespace, event.kind, event.type, event.reason, event.message);
      default:
        return false;
    }
  };
  return met() !== term.not;
}
