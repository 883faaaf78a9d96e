/** Operations' bases: stored as numbered versions, and what one would mean for every app before it is stored. */
import type { AppPolicy, BaseCheck, BaseEffect, BaseVersion } from "@halcyon/contracts";
import { setImmediate as breathe } from "node:timers/promises";
import type { Clock } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/database/database.ts";
import { HalcyonError } from "#platform/errors.ts";
import type { Actor } from "#platform/http/types.ts";
import { appErrors } from "../errors.ts";
import { canonicalJson } from "../render/stable.ts";
import type { KnownPlaces } from "../render/targets.ts";
import { findVersion, listApps } from "../repo.ts";
import { draftVersion, parseOrThrow } from "../versions.ts";
import type { Base } from "./merge.ts";
import { parseBase } from "./parse.ts";
import { findBase, insertBase, latestBases, lockBase } from "./repo.ts";

export interface BaseService {
  /** @throws HalcyonError app_base_not_found */
  get(base: string, version: number | null): Promise<BaseVersion>;
  /** Renders every app's latest version again, with the base as it is and as it would be. Stores nothing. */
  check(base: string, text: string): Promise<BaseCheck>;
  /** @throws HalcyonError app_base_invalid, app_base_moved, app_base_place_unknown */
  set(
    tx: Tx,
    actor: Actor,
    change: { base: string; text: string; message: string; basedOn?: number | undefined },
    places: KnownPlaces,
  ): Promise<{ before: number | null; stored: BaseVersion }>;
}

export function createBaseService(deps: {
  database: Database;
  clock: Clock;
  places(): Promise<KnownPlaces>;
  teamExists(tx: Tx, name: string): Promise<boolean>;
}): BaseService {
  const { database, clock, places, teamExists } = deps;

  async function requirePlace(tx: Tx, base: string, known: KnownPlaces): Promise<void> {
    const [kind, name = ""] = base.split(":");
    const there =
      kind === "organisation" || (kind === "room" ? known.rooms.includes(name) : await teamExists(tx, name));
    if (!there) throw appErrors.base_place_unknown({ detail: `there is no ${kind} ${name}` });
  }

  return {
    async get(base, version) {
      const found = await findBase(database.db, base, version);
      if (found !== null) return found;
      const detail = version === null ? `there is no base ${base}` : `base ${base} has no version ${version}`;
      throw appErrors.base_not_found({ detail });
    },

    async check(base, text) {
      const parsed = parseBase(base, text);
      if (!parsed.ok) return { valid: false, problems: [...parsed.problems], checked: 0, apps: [] };
      const current = await latestBases(database.db);
      const version = ((await findBase(database.db, base, null))?.version ?? 0) + 1;
      const proposed = [
        ...current.filter((one) => one.base !== base),
        { base, version, document: parsed.document },
      ];
      const known = await places();
      const apps: BaseEffect[] = [];
      let checked = 0;
      let after: string | null = null;
      for (;;) {
        const team = base.startsWith("team:") ? [base.slice("team:".length)] : null;
        const page = await listApps(database.db, { teams: team, after, search: null, limit: 100 });
        for (const app of page) {
          if (app.latest === null) continue;
          const latest = await findVersion(database.db, app.name, app.latest);
          if (latest === null) continue;
          checked += 1;
          const effect = effectOn(latest.text, app.policy, known, { current, proposed });
          if (effect !== null) apps.push({ app: app.name, team: app.team, version: app.latest, ...effect });
          // Rendering is quick, a thousand apps are not: others are served in between.
          await breathe();
        }
        after = page.at(-1)?.name ?? null;
        if (page.length < 100) return { valid: true, problems: [], checked, apps };
      }
    },

    async set(tx, actor, { base, text, message, basedOn }, known) {
      const parsed = parseBase(base, text);
      if (!parsed.ok) {
        const [first] = parsed.problems;
        throw appErrors.base_invalid({
          detail: `the first error in line ${first?.line}: ${first?.message}`,
          errors: [...parsed.problems],
        });
      }
      await requirePlace(tx, base, known);
      await lockBase(tx, base);
      const before = (await findBase(tx, base, null))?.version ?? null;
      if (basedOn !== undefined && basedOn !== (before ?? 0)) {
        throw appErrors.base_moved({
          detail: `the latest version of base ${base} is ${before ?? "none"}, and this was written from ${basedOn}`,
        });
      }
      const stored = await insertBase(tx, {
        base,
        version: (before ?? 0) + 1,
        text,
        document: parsed.document,
        message,
        author: { id: actor.id, name: actor.name },
        now: clock.now(),
      });
      return { before, stored };
    },
  };
}

type Drafted =
  | { ok: true; rendering: ReturnType<typeof draftVersion>["rendering"] }
  | { ok: false; error: HalcyonError };

function effectOn(
  text: string,
  policy: AppPolicy,
  places: KnownPlaces,
  { current, proposed }: { current: readonly Base[]; proposed: readonly Base[] },
): Pick<BaseEffect, "outcome" | "clusters" | "problems"> | null {
  const draft = (bases: readonly Base[]): Drafted => {
    try {
      return { ok: true, rendering: draftVersion(parseOrThrow(text, bases), policy, places).rendering };
    } catch (error) {
      if (error instanceof HalcyonError) return { ok: false, error };
      throw error;
    }
  };
  const [before, after] = [draft(current), draft(proposed)];
  if (!after.ok) {
    const problems = (after.error.errors ?? []) as BaseEffect["problems"];
    return { outcome: before.ok ? "fails" : "failing", clusters: [], problems };
  }
  const clusters = Object.keys(after.rendering).filter(
    (cluster) =>
      !before.ok || canonicalJson(before.rendering[cluster]) !== canonicalJson(after.rendering[cluster]),
  );
  return clusters.length === 0 ? null : { outcome: "differs", clusters, problems: [] };
}
