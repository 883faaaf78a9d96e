import { defineErrors } from "#platform/errors.ts";

/** What the platform itself answers at the edge. */
export const httpErrors = defineErrors("http", {
  input_invalid: {
    status: 400,
    title: "The request's input is not right",
    hint: "Correct the places listed in `errors`; /openapi.json describes every field.",
  },
  body_malformed: {
    status: 400,
    title: "The request's body is not JSON",
    hint: "Send a JSON document, in UTF-8, with `Content-Type: application/json`.",
  },
  body_too_large: {
    status: 413,
    title: "The request's body is too large",
    hint: "Send less; nothing was read of it.",
  },
  media_type_unsupported: {
    status: 415,
    title: "The request's body has a type that is not taken here",
    hint: "Send JSON with `Content-Type: application/json`.",
  },
  request_invalid: {
    status: 400,
    title: "The request cannot be understood",
    hint: "Look at its path, headers and body; /openapi.json describes what is taken.",
  },
  not_signed_in: {
    status: 401,
    title: "Not signed in",
    hint: "Sign in (`halcyon login`), or send `Authorization: Bearer <token>` with a token that has not expired.",
  },
  forbidden: {
    status: 403,
    title: "Not allowed",
    hint: "Ask an administrator for a role that has the permission.",
  },
  token_read_only: {
    status: 403,
    title: "This token may only read",
    hint: "Use a token with full access, or sign in.",
  },
  origin_refused: {
    status: 403,
    title: "The request comes from another site",
    hint: "Use Halcyon's own pages at its public address, or a bearer token.",
  },
  route_unknown: {
    status: 404,
    title: "There is nothing at this path",
    hint: "Look for the right path in /openapi.json.",
  },
  method_not_allowed: {
    status: 405,
    title: "This path does not take this method",
    hint: "Use one of the methods in the Allow header.",
  },
  cursor_invalid: {
    status: 400,
    title: "The cursor cannot be used",
    hint: "Start again without a cursor, and pass on `next` exactly as it came.",
  },
  idempotency_key_invalid: {
    status: 400,
    title: "The Idempotency-Key cannot be used",
    hint: "Send 1 to 200 visible ASCII characters, a fresh UUID for example.",
  },
  idempotency_key_reused: {
    status: 422,
    title: "The Idempotency-Key was used for another request",
    hint: "Use a fresh key for each change, and the same one only to repeat it.",
  },
  answer_lost: {
    status: 409,
    title: "The change was made, but its answer was lost",
    hint: "Do not repeat it: read the current state instead.",
  },
  stopping: {
    status: 503,
    title: "The server is stopping",
    hint: "Try again in a few seconds.",
  },
});

/** Whatever nobody expected. Its text stays in the log. */
export const internalErrors = defineErrors("internal", {
  error: {
    status: 500,
    title: "Something went wrong inside Halcyon",
    hint: "Try again; if it stays, give the request id to whoever runs Halcyon: the log has the cause.",
  },
});
