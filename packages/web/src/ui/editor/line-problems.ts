/** What is wrong with a text: a mark in the gutter, a line under the place, and the words at the end of the line. */
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { type EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";

export interface LineProblem {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
  /** What to write instead. */
  readonly hint: string;
}

class Words extends WidgetType {
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  override eq(other: Words): boolean {
    return other.#text === this.#text;
  }

  override toDOM(): HTMLElement {
    const words = document.createElement("span");
    words.className = "cm-line-problem";
    const text = this.#text;
    words.textContent = `✖ ${text.length > mostWords ? `${text.slice(0, mostWords)}…` : text}`;
    return words;
  }
}

/** The list beside an editor, and pointing at the place, tell the rest. */
const mostWords = 140;

const setWords = StateEffect.define<DecorationSet>();
const words = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setWords)) return effect.value;
    return value.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const lineProblems: Extension = [lintGutter(), words];

/** Where a problem is: from its column to the end of the word there, else its line. */
function rangeOf(state: EditorState, { line, column }: LineProblem): { from: number; to: number } {
  const at = state.doc.line(Math.max(1, Math.min(line, state.doc.lines)));
  const from = Math.min(at.from + Math.max(0, column - 1), at.to);
  const word = /^[^\s,{}[\]]+/.exec(at.text.slice(from - at.from))?.[0] ?? "";
  return word === "" ? { from: at.from, to: at.to } : { from, to: from + word.length };
}

export function showProblems(view: EditorView, problems: readonly LineProblem[]): void {
  const { state } = view;
  const diagnostics = problems.map(
    (problem): Diagnostic => ({
      ...rangeOf(state, problem),
      severity: "error",
      message: `${problem.message}\n${problem.hint}`,
    }),
  );
  const byLine = new Map<number, string[]>();
  for (const { line, message, hint } of problems) {
    const end = state.doc.line(Math.max(1, Math.min(line, state.doc.lines))).to;
    byLine.set(end, [...(byLine.get(end) ?? []), `${message}; ${hint}`]);
  }
  const widgets = [...byLine]
    .sort(([a], [b]) => a - b)
    .map(([end, texts]) => Decoration.widget({ widget: new Words(texts.join(" ✖ ")), side: 1 }).range(end));
  view.dispatch(setDiagnostics(state, diagnostics), { effects: setWords.of(Decoration.set(widgets)) });
}
