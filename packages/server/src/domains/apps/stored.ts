import type { Tx } from "#platform/database/database.ts";
import type { Events } from "#platform/events.ts";
import type { AuditSubject, ChangeOutcome } from "#platform/http/types.ts";
import { versionView } from "./service.ts";
import type { AppRecord } from "./types.ts";
import type { StoredVersion } from "./versions.ts";

/** The outcome of a stored version: its answer, and the audit row that says what came of it. */
export async function storedOutcome(
  events: Events,
  tx: Tx,
  result: StoredVersion,
): Promise<ChangeOutcome<ReturnType<typeof storedView>>> {
  const { app, version, outcome, previous } = result;
  if (outcome === "created")
    await events.publish(tx, "app.version", { app: app.name, version: version.number });
  return {
    result: storedView(result),
    subject: {
      ...subjectOf(app),
      clusters: version.targets.map(({ cluster }) => cluster),
      rooms: version.targets.map(({ room }) => room),
    },
    detail: {
      outcome,
      version: version.number,
      previous,
      digest: version.digest,
      message: version.message,
      ...(outcome === "created" && version.source !== null ? { source: version.source } : {}),
    },
  };
}

export function subjectOf(app: AppRecord): AuditSubject {
  return { kind: "app", id: app.name, name: app.name, team: app.team, app: app.name };
}

export function storedView({ outcome, version, previous }: StoredVersion) {
  const sentence =
    outcome === "unchanged"
      ? `version ${version.number} has this content already; no version was made`
      : previous === null
        ? `version ${version.number} is stored, the first; nothing runs until it is released`
        : `version ${version.number} is stored; what runs changes when it is released`;
  return { outcome, sentence, version: versionView(version) };
}
