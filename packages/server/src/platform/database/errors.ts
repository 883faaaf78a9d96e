import { defineErrors, HalcyonError } from "#platform/errors.ts";

export const databaseErrors = defineErrors("database", {
  unavailable: {
    status: 503,
    title: "The database cannot be reached",
    hint: "Try again in a few seconds, with the same Idempotency-Key if it was a change; if it stays, look at /readyz and the log.",
  },
  migration_changed: {
    status: 500,
    title: "A migration that was already applied has changed",
    hint: "Start the version of Halcyon this database was last used with, or put the migration back as it was.",
  },
  data_unreachable: {
    status: 500,
    title: "PostgreSQL's own account cannot reach the data directory",
    hint: "Set HALCYON_DATA to a directory under one that every account may pass through, such as /var/lib/halcyon.",
  },
  in_use: {
    status: 500,
    title: "Another Halcyon runs on this data directory",
    hint: "Stop it first, or give this one a HALCYON_DATA of its own.",
  },
  not_started: {
    status: 500,
    title: "The embedded PostgreSQL did not start",
    hint: "The detail has the last lines of its log. With DATABASE_URL Halcyon uses a server of yours instead.",
  },
});

// Of PostgreSQL (57P0x: shut down, crashed, starting; 57014: took too long; 25P03: this process hung in a
// transaction; 08: connection; 53300: too many) and of the socket under it.
const unavailableCode =
  /^(57P0[1-5]|57014|25P03|08\w{3}|53300|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
const unavailableMessage =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client was closed|Client has encountered a connection error)/;

/** Turns the many ways in which PostgreSQL is not there into one error; leaves every other as it is. */
export function normaliseDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof HalcyonError) return error;
  const { code } = error as { code?: unknown };
  const gone =
    (typeof code === "string" && unavailableCode.test(code)) || unavailableMessage.test(error.message);
  if (!gone) return error;
  return databaseErrors.unavailable({
    detail: "PostgreSQL did not answer, or the connection broke while it was working.",
    retryAfter: 2,
    cause: error,
  });
}

/** PostgreSQL's SQLSTATE when the error has one: `23505` unique, `23503` foreign key, `40001` serialization. */
export function sqlState(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** The violated constraint's name, when a constraint was violated. */
export function violatedConstraint(error: unknown): string | undefined {
  const { constraint } = (error ?? {}) as { constraint?: unknown };
  return sqlState(error)?.startsWith("23") && typeof constraint === "string" ? constraint : undefined;
}
