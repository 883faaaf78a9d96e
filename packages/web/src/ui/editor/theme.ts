/** How editors look: only Mantine's tokens, so that they follow dark and light without being made anew. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const border = "1px solid var(--mantine-color-default-border)";
/** A token of Mantine's by colour scheme; its root says which is in use. */
const either = (light: string, dark: string) =>
  `light-dark(var(--mantine-color-${light}), var(--mantine-color-${dark}))`;

/** Mantine's darkest green is too pale for small text on white. */
const green =
  "light-dark(color-mix(in srgb, var(--mantine-color-green-9) 80%, black), var(--mantine-color-green-3))";

const words = HighlightStyle.define([
  { tag: tags.definition(tags.propertyName), color: either("blue-9", "blue-3") },
  { tag: tags.string, color: green },
  { tag: tags.special(tags.string), color: green },
  { tag: tags.lineComment, color: "var(--mantine-color-dimmed)", fontStyle: "italic" },
  { tag: [tags.labelName, tags.typeName, tags.keyword], color: either("grape-9", "grape-3") },
  {
    tag: [tags.separator, tags.punctuation, tags.brace, tags.squareBracket],
    color: "var(--mantine-color-dimmed)",
  },
]);

const shape = EditorView.theme({
  "&": {
    color: "var(--mantine-color-text)",
    backgroundColor: "var(--mantine-color-body)",
    fontSize: "var(--mantine-font-size-sm)",
    border,
    borderRadius: "var(--mantine-radius-sm)",
    height: "100%",
  },
  "&.cm-focused": { outline: "2px solid var(--mantine-primary-color-filled)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--mantine-font-family-monospace)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--mantine-color-text)" },
  ".cm-cursor": { borderLeftColor: "var(--mantine-color-text)" },
  ".cm-gutters": {
    color: "var(--mantine-color-dimmed)",
    backgroundColor: "var(--mantine-color-body)",
    borderRight: border,
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--mantine-color-default-hover)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: either("blue-2", "blue-9"),
  },
  "& ::selection": { backgroundColor: either("blue-2", "blue-9") },
  ".cm-matchingBracket": { outline: border },
  ".cm-foldPlaceholder": { color: "var(--mantine-color-dimmed)", backgroundColor: "transparent", border },
  ".cm-panels": { color: "inherit", backgroundColor: "var(--mantine-color-default-hover)" },
  ".cm-textfield, .cm-button": {
    color: "inherit",
    backgroundColor: "var(--mantine-color-default)",
    backgroundImage: "none",
    border,
  },
  ".cm-tooltip": {
    color: "var(--mantine-color-text)",
    backgroundColor: "var(--mantine-color-body)",
    border,
    borderRadius: "var(--mantine-radius-sm)",
    boxShadow: "var(--mantine-shadow-md)",
    maxWidth: "min(420px, 90vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--mantine-color-text)",
    backgroundColor: "var(--mantine-primary-color-light)",
  },
  ".cm-completionDetail": { color: "var(--mantine-color-dimmed)", fontStyle: "normal" },
  ".cm-tooltip.cm-completionInfo, .cm-doc": { padding: "6px 10px", whiteSpace: "pre-line" },
  ".cm-line-problem": {
    marginLeft: "2ch",
    color: either("red-9", "red-4"),
    fontFamily: "var(--mantine-font-family)",
    fontSize: "var(--mantine-font-size-xs)",
  },
});

const sign = { display: "inline-block", width: "2ch", fontWeight: "700" };

/** In one column signs tell what was from what is. */
export const signTheme = EditorView.theme({
  ".cm-changedLine:before": { content: '"+"', ...sign },
  ".cm-deletedChunk .cm-deletedLine:before": { content: '"−"', ...sign },
});

/** What was is on the left, what is on the right; the changed words are underlined too. */
export const mergeTheme = EditorView.theme({
  "&": { height: "auto" },
  "&.cm-merge-a .cm-changedLine, .cm-deletedChunk": { backgroundColor: "var(--mantine-color-red-light)" },
  "&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine": {
    backgroundColor: "var(--mantine-color-green-light)",
  },
  "&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText": {
    background: "none",
    borderBottom: `2px solid ${either("red-7", "red-5")}`,
  },
  "&.cm-merge-b .cm-changedText": {
    background: "none",
    borderBottom: `2px solid ${either("green-8", "green-5")}`,
  },
  "&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter": { background: either("red-7", "red-5") },
  "&.cm-merge-b .cm-changedLineGutter": { background: either("green-8", "green-5") },
  ".cm-collapsedLines": {
    color: "var(--mantine-color-dimmed)",
    background: "var(--mantine-color-default-hover)",
  },
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: '"⋯"' },
});

export const theme = [shape, syntaxHighlighting(words)];
