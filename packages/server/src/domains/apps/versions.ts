/**
 * Makes versions. One way for all of them: an applied spec, a changed image, a restored version. The app's
 * row is held from reading the base to storing the version, so numbers have no gaps and nothing is based
 * on a version that is no longer the latest.
 */
import type { AppPolicy, SpecIssue, VersionSource } from "@halcyon/contracts";
import { sql } from "kysely";
import type { Clock } from "#platform/clock.ts";
import type { Tx } from "#platform/database/database.ts";
import type { Actor } from "#platform/http/types.ts";
import { checkBases } from "./base/check.ts";
import { type Base, basesUnder, mergeBases, mergeOverlay } from "./base/merge.ts";
import { latestBases } from "./base/repo.ts";
import { appErrors } from "./errors.ts";
import { checkPatched } from "./patches/check.ts";
import { imagesOf } from "./patches/pod-template.ts";
import { checkPolicy, namespaceFor } from "./policy.ts";
import { checkEntrance, withEntrance } from "./render/entrance.ts";
import { renderSpec, versionDigest } from "./render/render.ts";
import { canonicalJson } from "./render/stable.ts";
import { type KnownPlaces, type ResolvedTargets, resolveTargets } from "./render/targets.ts";
import { checkRooms, inText } from "./rooms/check.ts";
import { findVersion, insertApp, insertVersion, lockApp, otherTeamIn, updateApp } from "./repo.ts";
import { checkSecrets, type KnownSecrets, latestOf, withSecretVersions } from "./secrets/references.ts";
import { knownSecrets } from "./secrets/store.ts";
import { type ParsedSpec, parseSpec } from "./spec/parse.ts";
import { setImage } from "./spec/set-image.ts";
import { checkSuccessor } from "./successor.ts";
import type { AppRecord, AppTarget, AppVersionRecord, VersionDraft, VersionOrigin } from "./types.ts";

export type VersionChange =
  /** With `basedOn`, only while that is the latest version; 0 for none. */
  | { readonly spec: string; readonly basedOn?: number; readonly source?: VersionSource }
  | { readonly image: string; readonly container?: string }
  | { readonly restore: number };

export interface DeriveOptions {
  /** Rooms and clusters, read before the transaction began. */
  readonly places: KnownPlaces;
  readonly message?: string;
}

export interface StoredVersion {
  /** `unchanged`: the latest version has this very content, so none was made. */
  readonly outcome: "created" | "unchanged";
  readonly version: AppVersionRecord;
  readonly app: AppRecord;
  /** What the version before was; null for the first. */
  readonly previous: number | null;
}

export interface VersionsDeps {
  readonly clock: Clock;
  teamExists(tx: Tx, name: string): Promise<boolean>;
}

export interface Versions {
  /**
   * Makes the next version of an app in the caller's transaction; the first makes the app.
   * @throws HalcyonError app_spec_invalid (with line and column), app_team_forbidden, app_not_found, ...
   */
  derive(
    tx: Tx,
    actor: Actor,
    app: string,
    change: VersionChange,
    options: DeriveOptions,
  ): Promise<StoredVersion>;
}

/** What a spec without an app yet is held to. */
export const openPolicy: AppPolicy = {
  largestStep: null,
  requireApproval: true,
  allowedRegistries: [],
  defaultSteps: null,
  namespace: null,
};

export function createVersions({ clock, teamExists }: VersionsDeps): Versions {
  async function derive(tx: Tx, actor: Actor, name: string, change: VersionChange, options: DeriveOptions) {
    let app = await lockApp(tx, name);
    if (app !== null) requireWrite(actor, app.name, app.team);
    requireLatest(name, app?.latest ?? 0, change);
    const base = await baseOf(tx, app, name, change);
    const parsed = parseOrThrow(base.text, await latestBases(tx));
    const { spec } = parsed;
    if (spec.name !== name) {
      throw appErrors.name_mismatch({
        detail: `the spec is of ${spec.name} and was applied as ${name}`,
        errors: parsed.locate([
          {
            path: ["name"],
            message: `this is ${spec.name}`,
            hint: `write name: ${name}, or apply it as ${spec.name}`,
          },
        ]),
      });
    }
    if (app === null || app.team !== spec.team) {
      await requireTeam(tx, parsed);
      requireWrite(actor, name, spec.team);
    }
    const before = app === null || app.latest === null ? null : await findVersion(tx, name, app.latest);
    // What was once stored may come back: a claim keeps its size whatever an old version asks for.
    if (before !== null && !("restore" in change)) requireSuccessor(parsed, before);
    const secrets = await knownSecrets(tx, name);
    const draft = draftVersion(parsed, app?.policy ?? openPolicy, options.places, secrets);
    requireKept(actor, before, draft);
    if (app === null) app = await makeApp(tx, spec.name, spec.team, openPolicy);
    else if (app.team !== spec.team) {
      await requireNamespace(tx, { namespace: app.namespace, team: spec.team, app: name });
      await updateApp(tx, name, { team: spec.team, now: clock.now() });
    }

    const latest = app.latest === null ? null : (before ?? (await findVersion(tx, name, app.latest)));
    if (latest !== null && latest.digest === draft.digest && latest.text === draft.text) {
      return { outcome: "unchanged" as const, version: latest, app, previous: latest.number };
    }
    const number = (app.latest ?? 0) + 1;
    const version = await insertVersion(
      tx,
      {
        ...draft,
        origin: base.origin,
        basedOn: base.number,
        source: "spec" in change ? (change.source ?? null) : null,
        message: options.message ?? "",
        author: { id: actor.id, name: actor.name },
      },
      number,
      clock.now(),
    );
    await updateApp(tx, name, { latest: number, now: clock.now() });
    return {
      outcome: "created" as const,
      version,
      app: { ...app, team: spec.team, latest: number },
      previous: latest?.number ?? null,
    };
  }

  async function makeApp(tx: Tx, name: string, team: string, policy: AppPolicy): Promise<AppRecord> {
    const namespace = namespaceFor(name, policy);
    await requireNamespace(tx, { namespace, team, app: name });
    // Someone else's first apply may have made it while this one read the spec: then this one goes on with theirs.
    await insertApp(tx, { name, team, namespace, policy, now: clock.now() });
    const app = await lockApp(tx, name);
    if (app === null) throw new Error(`app ${name} was made and is not there`);
    if (app.team !== team) {
      throw appErrors.team_forbidden({ detail: `${name} was made by team ${app.team} a moment ago` });
    }
    return app;
  }

  async function requireTeam(tx: Tx, parsed: ParsedSpec): Promise<void> {
    const { team } = parsed.spec;
    if (await teamExists(tx, team)) return;
    throw appErrors.team_unknown({
      detail: `there is no team ${team}`,
      errors: parsed.locate([
        { path: ["team"], message: `there is no team ${team}`, hint: "write a team that exists" },
      ]),
    });
  }

  return { derive };
}

/** A namespace belongs to the team that has an app in it. Held until the transaction ends. */
export async function requireNamespace(
  tx: Tx,
  wanted: { namespace: string; team: string; app: string },
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('halcyon.apps.namespaces'))`.execute(tx);
  const other = await otherTeamIn(tx, wanted);
  if (other === null) return;
  throw appErrors.namespace_taken({ detail: `apps of team ${other} run in namespace ${wanted.namespace}` });
}

function requireWrite(actor: Actor, app: string, team: string): void {
  if (actor.may("app.write", team)) return;
  throw appErrors.team_forbidden({
    detail: `${app} belongs to team ${team}, for which ${actor.name} does not hold app.write`,
  });
}

/** What was adopted says more than a patch may, and names what cannot change: it is operations' to write. */
function requireKept(actor: Actor, before: AppVersionRecord | null, { spec }: Content): void {
  if (canonicalJson(before?.spec.adopted ?? null) === canonicalJson(spec.adopted ?? null)) return;
  if (actor.may("app.policy", spec.team)) return;
  throw appErrors.adopted_fixed({
    detail: `${spec.name} ${before === null ? "was not adopted" : `has another block \`adopted\` in version ${before.number}`}`,
  });
}

function requireLatest(name: string, latest: number, change: VersionChange): void {
  if (!("spec" in change) || change.basedOn === undefined || change.basedOn === latest) return;
  throw appErrors.version_moved({
    detail: `${name} is at ${latest === 0 ? "no version" : `version ${latest}`}, and this was written from ${change.basedOn === 0 ? "none" : `version ${change.basedOn}`}; nothing was stored`,
  });
}

/** @throws HalcyonError app_spec_invalid where the version before it does not allow a change */
function requireSuccessor(parsed: ParsedSpec, before: AppVersionRecord): void {
  const problems = parsed.locate(checkSuccessor(parsed.spec, before.spec));
  const first = problems[0];
  if (first === undefined) return;
  throw appErrors.spec_invalid({
    detail: `${countOf(problems.length)}; the first in line ${first.line}: ${first.message}`,
    errors: problems,
  });
}

async function baseOf(
  tx: Tx,
  app: AppRecord | null,
  name: string,
  change: VersionChange,
): Promise<{ text: string; origin: VersionOrigin; number: number | null }> {
  if ("spec" in change) return { text: change.spec, origin: "apply", number: null };
  if (app === null) throw appErrors.not_found({ detail: `there is no app ${name}` });
  const number = "restore" in change ? change.restore : app.latest;
  if (number === null)
    throw appErrors.no_version({ detail: `${name} has no version to change the image of` });
  const version = await findVersion(tx, name, number);
  if (version === null) throw appErrors.version_not_found({ detail: `${name} has no version ${number}` });
  if ("restore" in change) return { text: version.text, origin: "restore", number };
  const text = setImage(version.text, change.image, change.container);
  if (text === null) {
    throw appErrors.container_unknown({
      detail: `version ${number} of ${name} says no image of a container ${change.container ?? name}`,
    });
  }
  return { text, origin: "image", number };
}

/** @throws HalcyonError app_spec_invalid with every problem's place */
export function parseOrThrow(text: string, bases: readonly Base[]): ParsedSpec {
  const result = parseSpec(text, bases);
  if (result.ok) return result.parsed;
  const first = result.problems[0];
  throw appErrors.spec_invalid({
    detail: `${countOf(result.problems.length)}; the first in line ${first?.line}: ${first?.message}`,
    errors: [...result.problems],
  });
}

type Content = Pick<
  VersionDraft,
  "app" | "text" | "spec" | "images" | "targets" | "rendering" | "digest" | "bases"
>;

/**
 * Renders a spec for the places it names.
 * @param secrets the app's, to check and pin references by; null where only two renderings are compared
 * @throws HalcyonError app_spec_invalid
 */
export function draftVersion(
  parsed: ParsedSpec,
  policy: AppPolicy,
  places: KnownPlaces,
  secrets: KnownSecrets | null = null,
): Content {
  const { text } = parsed;
  const checked = checkDraft(parsed, policy, places);
  const { targets } = checked;
  const issues = [...checked.issues, ...(secrets === null ? [] : checkSecretsIn(parsed, targets, secrets))];
  const { spec, specIn } = secrets === null ? parsed : withSecrets(parsed, latestOf(secrets));
  if (issues.length > 0) {
    const problems = parsed.locate(issues);
    throw appErrors.spec_invalid({
      detail: `${countOf(issues.length)}; the first in line ${problems[0]?.line}: ${issues[0]?.message}`,
      errors: problems,
    });
  }
  const rendering = renderSpec(spec, targets, specIn);
  const digest = versionDigest(spec, targets, rendering);
  const bases = basesOf(parsed, targets).map(({ base, version }) => ({ base, version }));
  const images = imagesOf(Object.values(rendering).flat());
  return { app: spec.name, text, spec, images, targets, rendering, digest, bases };
}

/** What is wrong with the references to secrets, in every room the spec runs in. */
export function checkSecretsIn(
  parsed: ParsedSpec,
  targets: readonly AppTarget[],
  known: KnownSecrets,
): SpecIssue[] {
  const rooms = [...new Set(targets.map(({ room }) => room))];
  return firstOfEach([
    ...checkSecrets(parsed.spec, known),
    ...rooms.flatMap((room) => inText(parsed, room, checkSecrets(parsed.specIn(room), known))),
  ]);
}

/** The spec with a version at each reference to a secret, in every room. */
export function withSecrets(parsed: ParsedSpec, latest: ReadonlyMap<string, number>): ParsedSpec {
  return {
    ...parsed,
    spec: withSecretVersions(parsed.spec, latest),
    specIn: (room) => withSecretVersions(parsed.specIn(room), latest),
  };
}

/** Where a spec would run, and what policy, bases and fleet say against it. */
export function checkDraft(parsed: ParsedSpec, policy: AppPolicy, places: KnownPlaces): ResolvedTargets {
  const { spec, written } = parsed;
  const resolved = resolveTargets(spec, namespaceFor(spec.name, policy), places);
  const targets = resolved.targets.map((target) =>
    withEntrance(target, basesUnder(parsed.bases, spec.team, target.room)),
  );
  const entrances = targets.flatMap((target) =>
    inText(parsed, target.room, checkEntrance(parsed.specIn(target.room), target)),
  );
  const issues = [...resolved.issues, ...firstOfEach(entrances)];
  const asked = basesOf(parsed, targets).flatMap((base) => {
    const room = base.base.startsWith("room:") ? base.base.slice("room:".length) : undefined;
    const own = mergeOverlay(written, room);
    const merged = mergeBases(own, basesUnder(parsed.bases, spec.team, room));
    if (room === undefined) return checkBases({ written, merged, spec, targets }, [base]);
    return inText(
      parsed,
      room,
      checkBases({ written: own, merged, spec: parsed.specIn(room), targets }, [base]),
    );
  });
  const whole = [...checkPolicy(spec, policy), ...asked];
  const otherwise = checkRooms(parsed, targets, policy, whole);
  const patched = checkPatched({
    spec,
    targets,
    policy,
    specIn: parsed.specIn,
    basesIn: (room) => basesUnder(parsed.bases, spec.team, room),
  });
  return { targets, issues: [...whole, ...otherwise, ...issues, ...patched] };
}

/** What is wrong at a place is said once, of the first cluster where it is. */
function firstOfEach(issues: readonly SpecIssue[]): SpecIssue[] {
  const at = ({ path }: SpecIssue) => JSON.stringify(path);
  return issues.filter((issue, index) => issues.findIndex((other) => at(other) === at(issue)) === index);
}

/** The bases that say something about a spec in its places, weakest first. */
function basesOf(parsed: ParsedSpec, targets: readonly AppTarget[]): Base[] {
  const rooms = [...new Set(targets.map(({ room }) => room))].sort();
  const under = basesUnder(parsed.bases, parsed.spec.team);
  return [
    ...under,
    ...rooms.flatMap((room) => basesUnder(parsed.bases, parsed.spec.team, room).slice(under.length)),
  ];
}

function countOf(count: number): string {
  return count === 1 ? "one error" : `${count} errors`;
}
