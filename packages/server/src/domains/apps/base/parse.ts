/** From YAML to a base: problems have their places, as a spec's have. */
import { type BaseDocument, baseDocumentShape, type SpecProblem } from "@halcyon/contracts";
import { checkText } from "../spec/parse.ts";
import { valueAt } from "./merge.ts";

export type BaseResult =
  | { readonly ok: true; readonly document: BaseDocument }
  | { readonly ok: false; readonly problems: readonly SpecProblem[] };

/** Reads a base. Never throws, whatever the input. */
export function parseBase(base: string, text: string): BaseResult {
  const shape = baseDocumentShape(base);
  const result = checkText(text, { schema: shape, shape, what: "a base" });
  if (!result.ok) return result;
  // The defaults stay as written: a schema's own would otherwise stand over those of a weaker base.
  const spec = (valueAt(result.read.value, ["spec"]) ?? {}) as BaseDocument["spec"];
  return { ok: true, document: { spec, policy: result.data.policy } };
}
