/** An app with more versions than a test could store one by one. */
import { sql } from "kysely";
import type { Database } from "#platform/database/database.ts";

/**
 * Copies an app's version 1 as the versions from 2 on up to a number: each with its own image and message, by one of seven
 * people, a minute after the one before; and an audit row for each.
 */
export async function insertVersions({ db }: Database, app: string, last: number): Promise<void> {
  // One transaction each, as the rows come in life: an audit row looks for what its own transaction queued.
  await sql`
    insert into app_versions (app, number, text, spec, images, targets, rendering, digest, bases, origin, based_on, message, author_id,
      author_name, created_at)
    select app, n, replace(text, ${`${app}:1`}, ${app} || ':' || n), replace(spec::text, ${`${app}:1`}, ${app} || ':' || n)::json,
      json_build_array('registry.example/' || app || ':' || n), targets,
      replace(rendering::text, ${`${app}:1`}, ${app} || ':' || n)::json, 'sha256:' || encode(sha256(n::text::bytea), 'hex'), bases,
      'apply', null, 'change ' || n, 'user-' || n % 7, 'person-' || n % 7, created_at + n * interval '1 minute'
    from app_versions, generate_series(2, ${last}::integer) as n where app = ${app} and number = 1 order by n`.execute(
    db,
  );
  await sql`update apps set latest = ${last} where name = ${app}`.execute(db);
  await sql`
    insert into audit_events (at, actor_id, actor_name, actor_display_name, actor_kind, via, verb, subject_kind, subject_id,
      subject_name, team, app, clusters, rooms, detail)
    select v.created_at, v.author_id, v.author_name, v.author_name, 'person', 'session', 'app.apply', 'app', v.app, v.app, apps.team,
      v.app, array['north-1'], array['north'],
      jsonb_build_object('version', number, 'previous', number - 1, 'message', message, 'outcome', 'created')
    from app_versions v join apps on apps.name = v.app where v.app = ${app} and number > 1 order by number`.execute(
    db,
  );
}
