import type { Problem } from "@halcyon/contracts";
import { normaliseDatabaseError } from "#platform/database/errors.ts";
import { HalcyonError } from "#platform/errors.ts";
import { httpErrors, internalErrors } from "#platform/http/errors.ts";

/**
 * Every thrown thing becomes one kind of error here, and only here. What is not expected keeps its text and stack as
 * the cause, for the log; the caller learns nothing of it.
 */
export function normaliseError(thrown: unknown): HalcyonError {
  const error = normaliseDatabaseError(thrown);
  if (error instanceof HalcyonError) return error;
  return (
    fromFastify(error) ?? internalErrors.error({ detail: "The request was not completed.", cause: thrown })
  );
}

/** Fastify's own refusals, before a handler runs. */
function fromFastify(error: unknown): HalcyonError | null {
  const { code, statusCode, message } = (error ?? {}) as {
    code?: unknown;
    statusCode?: unknown;
    message?: unknown;
  };
  if (typeof statusCode !== "number" || statusCode >= 500 || typeof message !== "string") return null;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE")
    return httpErrors.body_too_large({ detail: message, cause: error });
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    return httpErrors.media_type_unsupported({ detail: message, cause: error });
  }
  if (error instanceof SyntaxError || code === "FST_ERR_CTP_INVALID_JSON_BODY") {
    return httpErrors.body_malformed({ detail: message, cause: error });
  }
  return httpErrors.request_invalid({ detail: message, cause: error });
}

/** The document sent for an error (RFC 9457). */
export function toProblem(error: HalcyonError, request: { path: string; id: string }): Problem {
  return {
    type: `/problems/${error.code}`,
    title: error.title,
    status: error.status,
    code: error.code,
    detail: error.message,
    hint: error.hint,
    instance: request.path,
    requestId: request.id,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
  };
}
