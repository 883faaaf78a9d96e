/** Putting drift back: an ordinary release of the running version, whose plan says that what others changed is overwritten. */
import type { PutBackOutcome } from "@halcyon/contracts";
import type { ReleasesDomain } from "#domains/releases/index.ts";
import type { Database, Tx } from "#platform/database/database.ts";
import type { Actor } from "#platform/http/types.ts";
import { errors } from "./errors.ts";
import { type FindingRow, idOf, listFindings, listTargets } from "./repo.ts";

export interface PutBackInput {
  readonly app: string;
  readonly clusters?: readonly string[] | undefined;
  readonly reason: string;
}

/** What is known of an app's drift, and whether something can be done about it now. */
export async function driftIn(
  deps: { readonly database: Database; readonly releases: ReleasesDomain },
  app: string,
  clusters: readonly string[] | undefined,
): Promise<{ versions: Map<string, number>; findings: FindingRow[]; unknown: string[] }> {
  const open = await deps.releases.openRelease(app);
  if (open !== null) throw errors.release_open({ detail: `${open} of ${app} is open` });
  const all = await listTargets(deps.database.db, { app });
  const targets = all.filter(({ cluster, state }) => clusters?.includes(cluster) ?? state === "drifted");
  const unknown = all.filter(({ state }) => state === "unknown");
  // Where nothing can be said, nothing is done there; where no cluster was named, the others go on without it.
  const asked =
    targets.find(({ state }) => state === "unknown") ?? (targets.length === 0 ? unknown[0] : undefined);
  if (asked !== undefined) throw errors.unknown({ detail: `${asked.cluster}: ${asked.reason}` });
  const findings = await listFindings(deps.database.db, targets);
  const bare = clusters?.find((cluster) => !findings.some((one) => one.cluster === cluster));
  if (findings.length === 0 || bare !== undefined)
    throw errors.nothing({ detail: `${app} has no drift${bare === undefined ? "" : ` in ${bare}`}` });
  return {
    versions: new Map(targets.map(({ cluster, version }) => [cluster, version])),
    findings,
    unknown: clusters === undefined ? unknown.map(({ cluster }) => cluster) : [],
  };
}

/** Plans the release. @returns its preview, and what makes ready to store it in an audited transaction */
export async function planPutBack(
  deps: { readonly database: Database; readonly releases: ReleasesDomain },
  input: PutBackInput,
  actor: Actor,
  signal: AbortSignal,
): Promise<{ preview(): Promise<PutBackOutcome>; prepare(): Promise<(tx: Tx) => Promise<PutBackOutcome>> }> {
  const { app, reason } = input;
  const { versions, findings, unknown } = await driftIn(deps, app, input.clusters);
  const extra = findings.filter(({ change }) => change === "object-extra");
  const clusters = [...versions.keys()].filter((cluster) =>
    findings.some((one) => one.cluster === cluster && one.change !== "object-extra"),
  );
  const [version, ...others] = [...new Set(clusters.map((cluster) => versions.get(cluster)))];
  if (version === undefined) {
    const names = extra.map(idOf).join(", ");
    throw errors.nothing({
      detail: `no version of ${app} ever had ${names}: a release removes only what Halcyon made`,
    });
  }
  if (others.length > 0) {
    const each = clusters.map((cluster) => `${cluster} runs version ${versions.get(cluster)}`).join(", ");
    throw errors.versions_differ({ detail: each });
  }
  const wish = {
    app,
    version,
    only: clusters,
    putBack: clusters,
    message: `put back: ${reason}`,
    dryRun: false,
  };
  const outcome = (
    planned: Pick<PutBackOutcome, "plan" | "hash">,
    release: string | null,
  ): PutBackOutcome => ({
    release,
    version,
    plan: planned.plan,
    hash: planned.hash,
    left: extra.map(idOf),
    sentence:
      (release === null
        ? `A release of version ${version} would put ${app} back in ${clusters.join(", ")}.`
        : `${release} puts ${app} back to version ${version} in ${clusters.join(", ")}; it waits for approval.`) +
      (unknown.length === 0 ? "" : ` What runs in ${unknown.join(", ")} is not known: it is left out.`),
  });
  return {
    async preview() {
      const planned = await deps.releases.preview({ ...wish, dryRun: true }, actor, signal);
      return outcome(planned, null);
    },
    async prepare() {
      const work = await deps.releases.plan(wish, actor, signal);
      return async (tx) => {
        const { row, ...planned } = await work(tx);
        return outcome(planned, row.id);
      };
    },
  };
}
