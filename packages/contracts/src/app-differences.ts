/** What differs between an app's rooms, and why. */
import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { label } from "./names.ts";

/** One value a room has otherwise than the whole app. */
const roomDifference = z.object({
  path: z.string().describe("env.CACHE, as the spec says it"),
  here: z.unknown().optional().describe("in this room; absent when only the others have it"),
  elsewhere: z.unknown().optional().describe("as the whole spec says; absent when only this room has it"),
  from: z.enum(["spec", "base", "patch", "entrance"]),
  line: z.int().nullable().describe("in the spec's text"),
  why: z.string().describe("the reason written beside it, or the base that says it"),
});

const differentRoom = z.object({
  room: label,
  clusters: z.array(label),
  differences: z.array(roomDifference),
});
export type DifferentRoom = z.infer<typeof differentRoom>;

export const differenceEndpoints = {
  differences: endpoint({
    id: "app.differences",
    method: "GET",
    path: "/api/v1/apps/:app/differences",
    summary: "Says what differs between the rooms of a version, and why",
    params: z.object({ app: label }),
    query: z.object({
      version: z.coerce.number().int().min(1).optional().describe("the latest unless told"),
    }),
    output: z.object({
      version: z.int(),
      rooms: z.array(differentRoom).describe("every room the app runs in, in its spec's order"),
    }),
    permission: "app.read",
    scope: "app",
  }),
};
