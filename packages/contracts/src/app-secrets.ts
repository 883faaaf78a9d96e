/** An app's secrets: named, in numbered versions. A value goes in and never comes out of the API again. */
import { z } from "zod";
import { secretName } from "./app-spec-values.ts";
import { storedVersion } from "./app-views.ts";
import { endpoint } from "./endpoint.ts";
import { label, timestamp } from "./names.ts";

/** Characters a secret's value may have; a Kubernetes Secret holds about a megabyte. */
export const longestSecretValue = 100_000;

/** Where a value is in a store outside Halcyon. */
const inStore = z.object({
  store: label,
  path: z.string(),
  key: z.string().nullable().describe("the field at the path; null where a path holds one value"),
  version: z.int().nullable().describe("the store's own number; null: it keeps no versions"),
});

export const secretVersion = z.object({
  version: z.int().min(1),
  source: inStore
    .nullable()
    .describe("the store that holds the value; null when Halcyon holds it, encrypted"),
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
export const secretStore = z.object({
  name: label,
  kind: z.enum(["file", "vault"]),
  keyed: z.boolean().describe("whether a place in it names a key beside the path"),
  paths: z.array(z.string()).describe("what paths begin with; {team} and {app} are the app's own"),
});
export type AppSecret = z.infer<typeof appSecret>;
export type SecretVersion = z.infer<typeof secretVersion>;

const ofApp = z.object({ app: label });
const ofSecret = z.object({ app: label, secret: secretName });
const value = z.string().min(1, "the value is empty").max(longestSecretValue);
const storePath = z
  .string()
  .max(500)
  .regex(/^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/, "a path such as news/frontpage/db")
  .refine((path) => !path.split("/").some((part) => /^\.+$/.test(part)), "a path without . and ..");
const storeKey = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_.-]+$/, "a key: letters, digits, '-', '_' and '.'");

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
  link: endpoint({
    id: "secret.link",
    method: "POST",
    path: "/api/v1/apps/:app/secrets/:secret/link",
    summary: "Makes the next version of a secret one whose value stays in an outside store",
    description: "The store's newest version is pinned: a value that is another later is refused.",
    params: ofSecret,
    body: z.strictObject({ store: label, path: storePath, key: storeKey.optional() }),
    output: appSecret,
    permission: "secret.write",
    scope: "app",
    audit: "secret.link",
    status: 201,
  }),
  stores: endpoint({
    id: "secret.stores",
    method: "GET",
    path: "/api/v1/secret-stores",
    summary: "Lists the outside stores operations have named; nothing that is in them",
    output: z.object({ items: z.array(secretStore) }),
    permission: "app.read",
    scope: "any",
  }),
  rotate: endpoint({
    id: "secret.rotate",
    method: "POST",
    path: "/api/v1/apps/:app/secrets/:secret/rotate",
    summary: "Stores the next version of a secret, and an app version by the same spec that uses it",
    description:
      "Without a value for one that is linked: the store's newest. Moves nothing in any cluster: the app version goes out by a release. Needs app.write, too.",
    params: ofSecret,
    body: z.strictObject({ value: value.optional() }),
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
