/** The first look at a target: whether what runs is the predecessor as released, and what is to be known of it later. */
import { HalcyonError } from "#platform/errors.ts";
import type { KubeClient } from "#kube/client.ts";
import { KubeError } from "#kube/errors.ts";
import type { Drift, TargetCall } from "../port.ts";
import type { Mechanism } from "../workload.ts";
import { newestForeign } from "./managers.ts";
import type { Memory } from "./memory.ts";
import { type LiveDeployment, templateHash } from "./observe.ts";
import { applyWorkload, type Renderings } from "./write.ts";

/** A foreign edit, found where nothing else can be answered. */
class Drifted extends Error {
  readonly drift: Drift;
  constructor(drift: Drift) {
    super(drift.what);
    this.drift = drift;
  }
}

/**
 * A target's first notes. Writes nothing: the API server is asked by dry run how it would store each version.
 * @param live null where nothing is there yet, or a person chose to put back what somebody deleted
 * @throws an error `driftOf` understands when the live spec is not the predecessor's and nobody chose to put it back
 */
export async function prepared(
  at: {
    readonly renderings: Renderings;
    readonly writer: KubeClient;
    readonly mechanism: Pick<Mechanism, "shaped" | "specHash">;
  },
  live: LiveDeployment | null,
  call: TargetCall,
): Promise<Memory> {
  const { signal, release, putBack } = call;
  const { renderings, writer } = at;
  const { shaped, specHash } = at.mechanism;
  const options = { dryRun: true, force: putBack > 0, signal };
  const stored = (shape: "from" | "to") =>
    applyWorkload(writer, shaped(shape, renderings, release, live), options);
  const blank = {
    intended: null,
    created: false,
    scale: null,
    overwriteObjects: call.target.restores === true,
    putBack,
    served: live?.status?.availableReplicas ?? 0,
  } as const;
  const own = renderings.from === null ? null : await stored("from");
  const foreign = own !== null && (live === null || specHash(own) !== specHash(live));
  const added = own === null ? null : newestForeign(own.metadata, "spec");
  if (foreign || added !== null) {
    if (putBack === 0) throw new Drifted(added ?? removed(call.versions.from));
  }
  const next = await stored("to");
  const templates = {
    from: own === null ? null : templateHash(own.spec.template),
    to: templateHash(next.spec.template),
  };
  if (own === null) {
    return { ...blank, templates, expected: specHash(next), shape: "to", objects: "from", reset: "none" };
  }
  return {
    ...blank,
    templates,
    expected: specHash(own),
    shape: "from",
    // With a Deployment everything around it may have gone, too: it is applied anew.
    objects: live === null ? "to" : "from",
    reset: foreign ? "overwrite" : "none",
  };
}

/** What is no longer there has no owner. */
const removed = (version: number | null): Drift => ({
  what: `the live spec is not version ${version ?? 0}'s`,
  who: "unknown",
  at: null,
});

/** The foreign edit an error tells of, null when it tells of something else. */
export function driftOf(error: unknown): Drift | null {
  if (error instanceof Drifted) return error.drift;
  if (error instanceof HalcyonError && error.code === "app_conflict") {
    const owners = error.errors?.map((one) => one.message) ?? [];
    return { what: error.message, who: owners[0] ?? "another field manager", at: null };
  }
  if (!(error instanceof KubeError)) return null;
  const causes = error.causes.filter((cause) => cause.reason === "FieldManagerConflict");
  const [first] = causes;
  if (first === undefined) return null;
  const fields = causes.map((cause) => cause.field.replace(/^\./, "")).slice(0, 3);
  const who = /"([^"]+)"/.exec(first.message)?.[1] ?? first.message;
  return { what: `${fields.join(", ")} changed`, who, at: null };
}
