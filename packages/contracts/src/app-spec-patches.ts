/**
 * Patches: what an app needs of its manifests and the spec has no word for. They are the last thing a rendering goes
 * through, each has a name and a reason, and what they change is marked wherever the rendering is shown.
 */
import { z } from "zod";
import type { SpecIssue } from "./app-spec-checks.ts";
import { label } from "./names.ts";

/** Bytes of JSON one patch may have, and all of an app's together. */
const maxPatchBytes = 16 * 1024;
const maxPatchesBytes = 64 * 1024;

const pointer = z
  .string()
  .max(1000)
  .regex(/^(\/([^~/]|~[01])*)+$/, "a JSON pointer such as /spec/template/spec/dnsPolicy")
  .meta({
    description: "where, as a JSON pointer; ~1 stands for / and ~0 for ~ inside of a key",
    examples: ["/spec/template/spec/dnsPolicy"],
  });

const operation = z.strictObject({
  op: z.enum(["add", "remove", "replace", "move", "copy", "test"]).meta({
    description: "what is done, as RFC 6902 says",
    examples: ["replace"],
  }),
  path: pointer,
  from: pointer.optional(),
  value: z.unknown().optional().meta({ description: "the value, for add, replace and test" }),
});
export type PatchOperation = z.output<typeof operation>;

const patch = z.strictObject({
  name: label.meta({ description: "the patch's name", examples: ["node-local-dns"] }),
  why: z
    .string()
    .min(1)
    .max(500)
    .meta({ description: "why the spec is not enough", examples: ["the cache of this room is asked first"] }),
  target: z
    .strictObject({
      kind: z
        .string()
        .regex(/^[A-Z][A-Za-z]{0,62}$/, "a kind such as Deployment")
        .meta({ description: "the kind of the objects", examples: ["Deployment"] }),
      name: z
        .string()
        .min(1)
        .max(253)
        .optional()
        .meta({ description: "one object of the kind; all of them unless told", examples: ["frontpage"] }),
    })
    .meta({ description: "which of the rendered objects", examples: ["{ kind: Deployment }"] }),
  rooms: z
    .array(label)
    .min(1)
    .max(100)
    .optional()
    .meta({ description: "rooms or clusters; all of the app's unless told", examples: ["[south-telecom]"] }),
  merge: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({
      description:
        "a strategic merge, as Kubernetes knows it: containers, env and volumes by name, null removes, other lists are replaced",
      examples: ["{ spec: { template: { spec: { dnsPolicy: Default } } } }"],
    }),
  json: z
    .array(operation)
    .min(1)
    .max(100)
    .optional()
    .meta({
      description: "operations of RFC 6902, in order",
      examples: ["[{ op: replace, path: /spec/template/spec/dnsPolicy, value: Default }]"],
    }),
});
export type Patch = z.output<typeof patch>;

export const patches = z.array(patch).max(50).meta({
  description: "changes of the rendered objects for what the spec cannot say; each named, with its reason",
});

/** Each patch says one thing, has its own name, and is small. */
export function checkPatches({ patches: all = [] }: { patches?: readonly Patch[] | undefined }): SpecIssue[] {
  const issues: SpecIssue[] = [];
  for (const [index, one] of all.entries()) {
    const path = ["patches", index];
    if (all.slice(0, index).some(({ name }) => name === one.name)) {
      issues.push({
        path: [...path, "name"],
        message: `patch name ${one.name} is used twice`,
        hint: "give each patch its own name",
      });
    }
    if ((one.merge === undefined) === (one.json === undefined)) {
      issues.push({
        path,
        message: one.merge === undefined ? "the patch changes nothing" : "the patch has merge and json",
        hint: "write exactly one of merge and json, such as merge: { spec: { template: { spec: { dnsPolicy: Default } } } }",
      });
    }
    for (const [at, { op, from, value }] of (one.json ?? []).entries()) {
      const missing =
        (op === "move" || op === "copy") && from === undefined
          ? "from"
          : (op === "add" || op === "replace" || op === "test") && value === undefined
            ? "value"
            : null;
      if (missing === null) continue;
      issues.push({
        path: [...path, "json", at],
        message: `${op} has no ${missing}`,
        hint: missing === "from" ? "write from: /spec/..." : "write value: ...",
      });
    }
    if (sizeOf(one) > maxPatchBytes) {
      issues.push({ path, ...tooLarge(`the patch has ${sizeOf(one)} bytes`, maxPatchBytes) });
    }
  }
  if (issues.length === 0 && sizeOf(all) > maxPatchesBytes) {
    issues.push({ path: ["patches"], ...tooLarge(`patches have ${sizeOf(all)} bytes`, maxPatchesBytes) });
  }
  return issues;
}

function tooLarge(what: string, most: number): { message: string; hint: string } {
  return {
    message: `${what}; ${most} are allowed`,
    hint: "patch what the spec cannot say, and nothing else",
  };
}

function sizeOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
