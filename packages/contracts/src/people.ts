import { z } from "zod";
import { label, timestamp } from "./names.ts";
import { permissions, roles } from "./permissions.ts";

/** What a person signs in with, and what audit rows and `user` parameters name: `lin.yu`. */
export const accountName = z
  .string()
  .trim()
  .toLowerCase()
  .min(2)
  .max(63)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, "letters, digits, '.', '_' and '-', beginning with a letter or digit");

/** Length is what counts (NIST SP 800-63B); the upper bound keeps hashing cheap to refuse. */
export const newPassword = z
  .string()
  .min(10, "at least 10 characters")
  .max(200)
  .describe("10 to 200 characters, anything goes");
/** A password somebody claims to have: no minimum, so that old ones still work. */
export const givenPassword = z.string().min(1).max(200);
export const displayName = z.string().trim().min(1).max(100);
export const email = z.email().max(200);

export const grant = z.object({
  role: z.enum(roles),
  team: label.nullable().describe("null: everywhere. Only developer and lead can be granted for one team"),
});
export type Grant = z.infer<typeof grant>;

export const user = z.object({
  id: z.uuid(),
  name: z.string().describe("the account name"),
  displayName: z.string(),
  email: z.string().nullable(),
  disabled: z.boolean(),
  grants: z.array(grant),
  createdAt: timestamp,
  lastSignInAt: timestamp.nullable(),
});
export type User = z.infer<typeof user>;

export const team = z.object({
  name: label,
  displayName: z.string(),
  members: z.array(z.object({ user: z.string(), displayName: z.string(), role: z.enum(roles) })),
  createdAt: timestamp,
});
export type Team = z.infer<typeof team>;

export const tokenAccess = ["full", "read"] as const;
export const apiToken = z.object({
  id: z.uuid(),
  name: z.string(),
  user: z.string().describe("the owner; a token never has more rights than the owner has at that moment"),
  access: z.enum(tokenAccess).describe("read: nothing can be changed with it"),
  prefix: z.string().describe("first characters, to recognise it by: hcn_3fa8"),
  createdAt: timestamp,
  expiresAt: timestamp,
  lastUsedAt: timestamp.nullable().describe("to the minute"),
});
export type ApiToken = z.infer<typeof apiToken>;

export const signedIn = z.object({
  user,
  expiresAt: timestamp,
  token: z
    .string()
    .nullable()
    .describe("the session as a bearer token when asked for, else null and a cookie"),
});
export type SignedIn = z.infer<typeof signedIn>;

export const whoami = z.object({
  user: user.nullable().describe("null for the system itself"),
  via: z.enum(["session", "token"]),
  access: z.enum(tokenAccess),
  permissions: z.array(
    z.object({
      permission: z.enum(permissions),
      teams: z.array(z.string()).nullable().describe("null: everywhere"),
    }),
  ),
  expiresAt: timestamp,
});
export type Whoami = z.infer<typeof whoami>;
