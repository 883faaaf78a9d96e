/** An app's secrets: named, in numbered versions. A value goes in and never comes out of the API again. */
import { z } from "zod";
import { secretName } from "./app-spec-values.ts";
import { storedVersion } from "./app-views.ts";
import { endpoint } from "./endpoint.ts";
import { label, timestamp } from "./names.ts";

/** Characters a secret's value may have; a Kubernetes Secret holds about a megabyte. */
const longestValue = 100_000;

export const secretVersion = z.object({
  version: z.int().min(1),
  author: z.object({ id: z.string(), name: z.string() }),
  createdAt: timestamp,
  revoked: z
    .object({ by: z.string(), at: timestamp, reason: z.string() })
    .nullable()
    .describe("null while it may be used"),
  usedBy: z.array(z.int()).describe("the app's versions that were made with it, newest first, at most 20"),
});
export const appSecret = z.object({
  name: label,
  latest: z.int().nullable().describe("what a reference without a version gets; null when all are revoked"),
  versions: z.array(secretVersion).describe("newest first"),
});
export type AppSecret = z.infer<typeof appSecret>;
export type SecretVersion = z.infer<typeof secretVersion>;

const ofApp = z.object({ app: label });
const ofSecret = z.object({ app: label, secret: secretName });
const value = z.string().min(1, "the value is empty").max(longestValue);

export const secretEndpoints = {
  list: endpoint({
    id: "secret.list",
    method: "GET",
    path: "/api/v1/apps/:app/secrets",
    summary: "Lists an app's secrets by name, with their versions; never a value",
    params: ofApp,
    output: z.object({ items: z.array(appSecret) }),
    permission: "app.read",
    scope: "app",
  }),
  set: endpoint({
    id: "secret.set",
    method: "POST",
    path: "/api/v1/apps/:app/secrets/:secret/versions",
    summary: "Stores the next version of a secret; changes nothing that runs",
    params: ofSecret,
    body: z.strictObject({ value }),
    output: appSecret,
    permission: "secret.write",
    scope: "app",
    audit: "secret.set",
    status: 201,
  }),
  rotate: endpoint({
    id: "secret.rotate",
    method: "POST",
    path: "/api/v1/apps/:app/secrets/:secret/rotate",
    summary: "Stores the next version of a secret, and an app version by the same spec that uses it",
    description: "Moves nothing in any cluster: the app version goes out by a release. Needs app.write, too.",
    params: ofSecret,
    body: z.strictObject({ value }),
    output: z.object({ secret: appSecret, app: storedVersion }),
    permission: "secret.write",
    scope: "app",
    audit: "secret.rotate",
  }),
  revoke: endpoint({
    id: "secret.revoke",
    method: "POST",
    path: "/api/v1/apps/:app/secrets/:secret/versions/:version/revoke",
    summary:
      "Forbids a version of a secret from now on: plans, starts and rollbacks that need it are refused",
    params: ofSecret.extend({ version: z.coerce.number().int().min(1) }),
    body: z.strictObject({ reason: z.string().min(1).max(500) }),
    output: appSecret,
    permission: "secret.write",
    scope: "app",
    audit: "secret.revoke",
  }),
};
