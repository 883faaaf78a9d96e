import { z } from "zod";
import { baseCheck, baseName, baseSummary, baseVersion } from "./app-base.ts";
import { endpoint } from "./endpoint.ts";
import { pageOf, pageQuery } from "./page.ts";

const baseParams = z.object({ base: baseName });
const text = z.string().min(1, "the base is empty: write {} for one that asks nothing").describe("YAML");

/** Operations' bases: what every spec is rendered over. */
export const baseEndpoints = {
  list: endpoint({
    id: "base.list",
    method: "GET",
    path: "/api/v1/bases",
    summary: "Lists operations' bases at their latest versions",
    output: z.object({ items: z.array(baseVersion) }),
    permission: "app.read",
    scope: "any",
  }),
  get: endpoint({
    id: "base.get",
    method: "GET",
    path: "/api/v1/bases/:base",
    summary: "Shows a base: the latest version, or an older one",
    params: baseParams,
    query: z.object({ version: z.coerce.number().int().min(1).optional() }),
    output: baseVersion,
    permission: "app.read",
    scope: "any",
  }),
  versions: endpoint({
    id: "base.versions",
    method: "GET",
    path: "/api/v1/bases/:base/versions",
    summary: "Lists the versions of a base, newest first",
    params: baseParams,
    query: z.object(pageQuery),
    output: pageOf(baseSummary),
    permission: "app.read",
    scope: "any",
  }),
  check: endpoint({
    id: "base.check",
    method: "POST",
    path: "/api/v1/bases/:base/check",
    summary: "Says which apps' latest versions would differ or fail with a base, before it is stored",
    params: baseParams,
    body: z.strictObject({ text }),
    output: baseCheck,
    permission: "app.policy",
    scope: "global",
    audit: "base.check",
  }),
  set: endpoint({
    id: "base.set",
    method: "PUT",
    path: "/api/v1/bases/:base",
    summary: "Stores the next version of a base; changes nothing that runs",
    params: baseParams,
    body: z.strictObject({
      text,
      message: z.string().max(500).default(""),
      basedOn: z
        .int()
        .min(0)
        .optional()
        .describe("the version it was written from, 0 for none; refused when another is the latest by now"),
    }),
    output: baseVersion,
    permission: "app.policy",
    scope: "global",
    audit: "base.set",
  }),
};
