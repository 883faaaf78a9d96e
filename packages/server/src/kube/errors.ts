import { errors as undiciErrors } from "undici";

/**
 * What kind of failure a request met.
 * `api`: the API server answered with an error. `unauthorized`: it does not accept the credentials (401).
 * `tls`: its certificate was not accepted. `timeout`: a time limit passed. `unreachable`: no connection, or it broke.
 * `protocol`: what came is not what a Kubernetes API server says. `aborted`: the caller's own signal.
 */
export type KubeErrorKind =
  | "api"
  | "unauthorized"
  | "tls"
  | "timeout"
  | "unreachable"
  | "protocol"
  | "aborted";

export interface KubeErrorDetails {
  readonly kind: KubeErrorKind;
  readonly message: string;
  /** HTTP status, 0 when there was no answer. */
  readonly status?: number;
  /** Kubernetes' own reason: NotFound, Conflict, AlreadyExists, Expired, Forbidden, Invalid, ... */
  readonly reason?: string;
  /** From Retry-After. */
  readonly retryAfterMs?: number | null;
  /** `details.causes` of the Status: which field, which manager. */
  readonly causes?: readonly KubeErrorCause[];
  /** A write that may have happened although it failed. */
  readonly outcomeUnknown?: boolean;
  readonly cause?: unknown;
}

export interface KubeErrorCause {
  readonly field: string;
  readonly reason: string;
  readonly message: string;
}

/** A request to an API server that did not succeed. The message never holds credentials. */
export class KubeError extends Error {
  readonly kind: KubeErrorKind;
  readonly status: number;
  readonly reason: string;
  readonly retryAfterMs: number | null;
  readonly causes: readonly KubeErrorCause[];
  /** True for a write without an answer (or with a 5xx): it may have been carried out. */
  readonly outcomeUnknown: boolean;

  constructor(details: KubeErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "KubeError";
    this.kind = details.kind;
    this.status = details.status ?? 0;
    this.reason = details.reason ?? "";
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.causes = details.causes ?? [];
    this.outcomeUnknown = details.outcomeUnknown ?? false;
  }
}

/** True when `error` is the API server's answer with this reason (NotFound, Conflict, ...). */
export function hasReason(error: unknown, ...reasons: readonly string[]): error is KubeError {
  return error instanceof KubeError && reasons.includes(error.reason);
}

/** True when the list or watch position is gone and a new list is needed. */
export function isExpired(error: unknown): boolean {
  return (
    error instanceof KubeError &&
    (error.status === 410 || error.reason === "Expired" || error.reason === "Gone")
  );
}

interface Status {
  readonly kind?: unknown;
  readonly message?: unknown;
  readonly reason?: unknown;
  readonly code?: unknown;
  readonly details?: {
    readonly causes?: readonly Partial<KubeErrorCause>[];
    readonly retryAfterSeconds?: number;
  };
}

/** Makes an error of an answer with a status of 400 or more. Text that is no Status is quoted, shortened. */
export function errorOfAnswer(
  status: number,
  body: string,
  context: { retryAfter: string | undefined; write: boolean },
): KubeError {
  const parsed = parseStatus(body);
  const message =
    typeof parsed?.message === "string" && parsed.message !== "" ? parsed.message : shorten(body, status);
  const reason =
    typeof parsed?.reason === "string" && parsed.reason !== "" ? parsed.reason : (reasons[status] ?? "");
  const seconds = parsed?.details?.retryAfterSeconds ?? Number(context.retryAfter);
  return new KubeError({
    kind: status === 401 ? "unauthorized" : "api",
    status,
    reason,
    message: status === 401 ? "the API server does not accept the credentials (401 Unauthorized)" : message,
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null,
    causes: (parsed?.details?.causes ?? []).map((cause) => ({
      field: cause.field ?? "",
      reason: cause.reason ?? "",
      message: cause.message ?? "",
    })),
    outcomeUnknown: context.write && status >= 500,
  });
}

/** Reasons of answers that carry no Status of their own (proxies, early middleware). */
const reasons: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  410: "Gone",
  429: "TooManyRequests",
  503: "ServiceUnavailable",
};

function parseStatus(body: string): Status | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && (value as Status).kind === "Status" ? value : null;
  } catch {
    return null;
  }
}

function shorten(body: string, status: number): string {
  const text = body.replace(/\s+/g, " ").trim();
  return text === ""
    ? `the API server answered ${status}`
    : `the API server answered ${status}: ${text.slice(0, 200)}`;
}

/** Reason of a stream that was open and brought nothing for `streamIdleMs`. */
export const streamSilent = "StreamSilent";

const tlsCodes =
  /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

/**
 * Makes an error of what went wrong on the way.
 * @param context.timedOut the time limit that passed, in milliseconds
 */
export function errorOfTransport(
  error: unknown,
  context: { server: string; write: boolean; timedOut: number | null; aborted: boolean },
): KubeError {
  if (error instanceof KubeError) return error;
  const code = codeOf(error);
  const neverSent = neverSentCodes.has(code) || tlsCodes.test(code);
  const outcomeUnknown = context.write && !neverSent;
  const base = { outcomeUnknown, cause: error };
  if (context.timedOut !== null) {
    return new KubeError({
      ...base,
      kind: "timeout",
      message: `${context.server} did not answer within ${context.timedOut} ms`,
    });
  }
  if (context.aborted)
    return new KubeError({ ...base, kind: "aborted", message: "the request was given up by its caller" });
  if (error instanceof undiciErrors.ConnectTimeoutError) {
    return new KubeError({
      ...base,
      kind: "timeout",
      message: `no connection to ${context.server} within its time limit`,
    });
  }
  if (error instanceof undiciErrors.BodyTimeoutError) {
    const message = `${context.server} fell silent in the middle of an answer`;
    return new KubeError({ ...base, kind: "timeout", reason: streamSilent, message });
  }
  if (tlsCodes.test(code)) {
    return new KubeError({
      ...base,
      kind: "tls",
      message: `the certificate of ${context.server} is not accepted: ${tlsReason(code)}`,
    });
  }
  const what = networkReasons[code] ?? "the connection failed";
  return new KubeError({
    ...base,
    kind: "unreachable",
    message: `${context.server}: ${what}${code === "" ? "" : ` (${code})`}`,
  });
}

const neverSentCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const networkReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was reset",
  ENOTFOUND: "the name does not resolve",
  EAI_AGAIN: "the name does not resolve now",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  UND_ERR_SOCKET: "the connection broke",
};

function tlsReason(code: string): string {
  if (/SELF_SIGNED|UNABLE_TO|DEPTH_ZERO/.test(code)) return `it is not signed by the CA given (${code})`;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return `it is for another name (${code})`;
  if (code === "CERT_HAS_EXPIRED") return `it has expired (${code})`;
  return code;
}

function codeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === "string" && code !== "UND_ERR_SOCKET") return code;
    if (at.cause === undefined && typeof code === "string") return code;
  }
  return "";
}
