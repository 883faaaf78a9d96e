import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { endpoint, label } from "@halcyon/contracts";
import { type ColumnType, type Generated } from "kysely";
import { z } from "zod";
import type { Domain, Platform } from "#platform/domain.ts";
import { defineErrors } from "#platform/errors.ts";
import { route } from "#platform/http/types.ts";

// A domain for the tests of the platform: notes that belong to apps, apps that belong to teams.

type NoteTables = {
  notes: {
    id: Generated<string>;
    app: string;
    text: string;
    answers: string | null;
    created_at: ColumnType<Date, undefined, never>;
  };
};

const note = z.object({ id: z.uuid(), app: z.string(), text: z.string() });
const appParams = z.object({ app: label });

export const noteErrors = defineErrors("note", {
  refused: { status: 409, title: "Not this one", hint: "Write another." },
});

export const secretText = "hunter2";

export const noteEndpoints = {
  list: endpoint({
    id: "note.list",
    method: "GET",
    path: "/api/v1/apps/:app/notes",
    summary: "List",
    params: appParams,
    query: z.object({
      word: z.array(z.string()).default([]),
      limit: z.coerce.number().int().max(9).default(3),
    }),
    output: z.object({ items: z.array(note), words: z.array(z.string()), limit: z.number() }),
    permission: "app.read",
    scope: "app",
  }),
  create: endpoint({
    id: "note.create",
    method: "POST",
    path: "/api/v1/apps/:app/notes",
    summary: "Create",
    params: appParams,
    body: z.object({
      text: z.string().min(1).max(1000),
      /** Where it goes wrong. */
      fail: z.enum(["before", "work", "refuse", "audit", "commit", "output", "after"]).optional(),
    }),
    output: note,
    permission: "app.write",
    scope: "app",
    audit: "note.create",
    status: 201,
  }),
  mine: endpoint({
    id: "note.mine",
    method: "GET",
    path: "/api/v1/notes",
    summary: "The teams whose notes one may read",
    output: z.object({ teams: z.array(z.string()).nullable() }),
    permission: "app.read",
    scope: "any",
  }),
  text: endpoint({
    id: "note.text",
    method: "GET",
    path: "/api/v1/notes.txt",
    summary: "As text",
    output: z.string(),
    permission: "signed-in",
    kind: "text",
    contentType: "text/x-notes; charset=utf-8",
  }),
  watch: endpoint({
    id: "note.watch",
    method: "GET",
    path: "/api/v1/notes/watch",
    summary: "Watch",
    query: z.object({ mode: z.enum(["count", "forever", "endless", "refuse", "break"]) }),
    output: z.object({ n: z.number() }),
    permission: "signed-in",
    kind: "events",
  }),
};

export interface NotesDomain extends Domain {
  /** How many watchers there were, and how many have ended. */
  readonly watchers: { begun: number; ended: number };
}

export function createNotesDomain(platform: Platform): NotesDomain {
  const watchers = { begun: 0, ended: 0 };
  const teams: Record<string, string | null> = { shop: "retail", front: "news", common: null };

  return {
    name: "notes",
    watchers,
    migrations: [
      {
        name: "9000-notes",
        sql: `create table notes (id uuid primary key default uuidv7(), app text not null, text text not null,
              answers uuid references notes (id) deferrable initially deferred,
              created_at timestamptz not null default now())`,
      },
    ],
    scopes: { app: async ({ app }) => (app === undefined ? undefined : teams[app]) },
    routes: [
      route(noteEndpoints.list, async ({ params, query }) => {
        const db = platform.database.db.$extendTables<NoteTables>();
        const items = await db
          .selectFrom("notes")
          .selectAll()
          .where("app", "=", params.app)
          .orderBy("id")
          .execute();
        return { items, words: query.word, limit: query.limit };
      }),
      route(noteEndpoints.create, async ({ params, body, change }) => {
        if (body.fail === "before") throw new Error(`an unexpected thing with ${secretText} in it`);
        const made = await change(async (tx) => {
          const row = await tx
            .$extendTables<NoteTables>()
            .insertInto("notes")
            .values({
              app: params.app,
              text: body.text,
              answers: body.fail === "commit" ? randomUUID() : null,
            })
            .returning(["id", "app", "text"])
            .executeTakeFirstOrThrow();
          if (body.fail === "work") throw new Error(`an unexpected thing with ${secretText} in it`);
          if (body.fail === "refuse") throw noteErrors.refused({ detail: `${body.text} is refused.` });
          const name = body.fail === "audit" ? (null as unknown as string) : row.id;
          return {
            result: row,
            subject: { kind: "note", id: row.id, name, team: "retail", app: params.app },
          };
        });
        if (body.fail === "after") throw new Error("after the change");
        return body.fail === "output" ? { ...made, id: "not a uuid" } : { ...made, internal: secretText };
      }),
      route(noteEndpoints.mine, async ({ actor }) => {
        const held = actor.teams("app.read");
        return { teams: held === null ? null : [...held] };
      }),
      route(noteEndpoints.text, async ({ actor }) => `notes of ${actor.name}`),
      route(noteEndpoints.watch, async function* ({ query, signal }) {
        watchers.begun++;
        try {
          if (query.mode === "refuse") throw noteErrors.refused({ detail: "No watching." });
          for (let n = 1; n <= 3; n++) yield { n };
          // Never looks at the signal: only its consumer can end it.
          for (let n = 4; query.mode === "endless"; n++) {
            await setImmediate();
            yield { n };
          }
          if (query.mode === "break") throw new Error(`broken, ${secretText}`);
          if (query.mode === "forever") {
            await new Promise<void>((resolve) => {
              signal.addEventListener("abort", () => resolve(), { once: true });
            });
          }
        } finally {
          watchers.ended++;
        }
      }),
    ],
  };
}
