/** The endpoints of the timeline. What a person sees of it is visibility.ts's. */
import { type Change, changeEndpoints as table, type GitStatus, type QueryOf } from "@halcyon/contracts";
import { z } from "zod";
import { type AuditDomain, recordedTopic } from "#domains/audit/index.ts";
import type { Platform } from "#platform/domain.ts";
import { decodeCursor, pageFrom } from "#platform/http/cursor.ts";
import { type Actor, type Route, route } from "#platform/http/types.ts";
import { createLiveQueries, type LiveQuery } from "#platform/live-query.ts";
import type { UndoService } from "./undo.ts";
import { changeView, fieldsOf } from "./view.ts";
import { quietVerbs, visibleTo } from "./visibility.ts";

const byId = z.tuple([z.uuid()]);
type Page = { items: Change[]; next: string | null };
type Query = Omit<QueryOf<typeof table.list>, "cursor">;

export function changeRoutes(
  deps: Pick<Platform, "clock" | "events"> & {
    audit: AuditDomain;
    undo: UndoService;
    status(): Promise<GitStatus>;
  },
): readonly Route[] {
  const { audit, undo, clock, events } = deps;
  const live = createLiveQueries({ clock });

  async function page(query: Query, visible: ReturnType<typeof visibleTo>, before?: string): Promise<Page> {
    if (visible.length === 0) return { items: [], next: null };
    const { limit, by, since, until, ...rest } = query;
    const rows = await audit.records({
      ...rest,
      visible,
      without: quietVerbs,
      actor: by,
      since: since === undefined ? undefined : new Date(since),
      until: until === undefined ? undefined : new Date(until),
      before,
      limit: limit + 1,
    });
    const { items, next } = pageFrom(rows, limit, (row) => [row.id]);
    return { items: items.map(changeView), next };
  }

  /** Asked once for all who may see the same. */
  function watch(query: Query, actor: Actor, signal: AbortSignal): AsyncIterable<Page> {
    const visible = visibleTo(actor);
    const question = (): LiveQuery<Page> => ({
      answer: () => page(query, visible),
      listen: (stir) => events.subscribe(recordedTopic, stir),
      essence: ({ items, next }) => JSON.stringify([items.map(({ id }) => id), next]),
    });
    return live.watch(JSON.stringify([query, visible]), question, signal);
  }

  return [
    route(table.list, ({ query: { cursor, ...query }, actor }) =>
      page(query, visibleTo(actor), cursor === undefined ? undefined : decodeCursor(byId, cursor)[0]),
    ),
    route(table.listWatch, ({ query, actor, signal }) => watch(query, actor, signal)),
    route(table.git, () => deps.status()),
    route(table.get, ({ params, actor }) => undo.detail(params.change, actor)),
    route(table.undo, async ({ params, body, actor, change }) => {
      const { change: undone, inverse } = await undo.prepare(params.change, actor);
      return change(async (tx) => {
        if (!body.over) await undo.requireUncovered(tx, undone);
        const made = await inverse.carryOut(tx, actor, body.message || `undo of ${undone.verb}`);
        // Again when it holds what it changed: nobody's change comes in between unseen.
        if (!body.over) await undo.requireUncovered(tx, undone, made.detail);
        return {
          result: { sentence: inverse.sentence, next: inverse.next },
          subject: made.subject,
          detail: { ...fieldsOf(made.detail ?? null), undoes: undone.id },
          verb: inverse.verb,
        };
      });
    }),
  ];
}
