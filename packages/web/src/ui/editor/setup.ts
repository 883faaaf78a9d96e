/** What every editor has. Only lazily loaded parts import it: it brings CodeMirror along. */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { language } from "#i18n/language.ts";
import { chinesePhrases } from "./phrases.ts";
import { theme } from "./theme.ts";

const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute("content") ?? "";

/** YAML to read: numbered, folded, searched. */
export function reading(label: string): Extension {
  return [
    // The page's policy lets only styles with its nonce in.
    EditorView.cspNonce.of(nonce),
    EditorState.phrases.of(language() === "zh" ? chinesePhrases : {}),
    EditorView.contentAttributes.of({ "aria-label": label }),
    theme,
    yaml(),
    lineNumbers(),
    foldGutter(),
    highlightSpecialChars(),
    drawSelection(),
    highlightSelectionMatches(),
    keymap.of([...searchKeymap, ...foldKeymap]),
  ];
}

/** Text that cannot be changed, and can still be reached, marked and searched by keyboard. */
export const unchangeable: Extension = [
  EditorState.readOnly.of(true),
  EditorView.editable.of(false),
  EditorView.contentAttributes.of({ tabindex: "0", "aria-readonly": "true" }),
];

/** YAML to write. Tab indents; Escape and then Tab leaves, which CodeMirror's view sees to. */
export const writing: Extension = [
  EditorView.contentAttributes.of({ tabindex: "0" }),
  history(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  keymap.of([
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...defaultKeymap,
    ...historyKeymap,
    ...lintKeymap,
    indentWithTab,
  ]),
];
