/** Where a rendered field comes from, told where one points at it. Loaded with the editor only. */
import type { FieldExplanation } from "@halcyon/contracts";
import type { Extension } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import { fieldAt } from "./field-at.ts";

export function explainHover(fields: readonly FieldExplanation[]): Extension {
  return hoverTooltip((view, position) => {
    const found = fieldAt(view.state.doc.toString(), position);
    const explained = fields.find(({ object, field }) => object === found?.object && field === found.field);
    if (explained === undefined) return null;
    return {
      pos: position,
      create() {
        const dom = document.createElement("div");
        dom.className = "cm-doc";
        dom.textContent = [explained.field, ...explained.origins.map(({ why }) => `• ${why}`)].join("\n");
        return { dom };
      },
    };
  });
}
