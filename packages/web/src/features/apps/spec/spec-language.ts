/** The spec's help inside the editor: completion by position, and what a key means when it is pointed at. */
import { autocompletion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import { type KnownNames, proposals } from "./complete-spec.ts";
import { explain, type Kind, schemaAt, specSchema } from "./schema-walk.ts";
import { keyAt } from "./yaml-place.ts";

/**
 * @param known asked when something is completed, so that names that arrive later count
 * @param kinds what a schema takes, in the reader's words
 */
export function specLanguage(known: () => KnownNames, kinds: Readonly<Record<Kind, string>>): Extension {
  function complete(context: CompletionContext): CompletionResult | null {
    const text = context.state.doc.toString();
    const found = proposals(text, context.pos, known());
    if (
      found === null ||
      (found.from === context.pos && !context.explicit && !afterNewLine(text, context.pos))
    )
      return null;
    return {
      from: found.from,
      options: found.options.map(({ label, kind, takes, about, info, text: apply, required }) => ({
        label,
        type: kind === "key" ? "property" : "constant",
        detail: [takes === null ? about : kinds[takes], required ? "*" : ""].join(" ").trim(),
        apply,
        boost: required ? 1 : 0,
        ...(info === "" ? {} : { info }),
      })),
      validFor: /^[\w./:-]*$/,
    };
  }

  const hover = hoverTooltip((view, at) => {
    const key = keyAt(view.state.doc.toString(), at);
    const schema = key === null ? null : schemaAt(specSchema, key.path);
    const words = schema === null ? "" : explain(schema);
    if (key === null || words === "") return null;
    return {
      pos: key.from,
      end: key.to,
      above: true,
      create() {
        const dom = document.createElement("div");
        dom.className = "cm-doc";
        dom.textContent = words;
        return { dom };
      },
    };
  });
  return [
    // A key that was taken goes on to what stands below it.
    autocompletion({ override: [complete], icons: false, activateOnCompletion: () => true }),
    hover,
  ];
}

/** A key's place is opened by a new line or a blank: help comes unasked where a nested map has just begun. */
function afterNewLine(text: string, at: number): boolean {
  const head = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  return /^\s+(- )?$/.test(head) || head.endsWith(": ");
}
