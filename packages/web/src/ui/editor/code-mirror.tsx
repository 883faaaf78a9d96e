/** The editor itself; `yaml-editor.tsx` and `yaml-view.tsx` load it when it is needed. */
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { useLanguage } from "#i18n/language.ts";
import { type LineProblem, lineProblems, showProblems } from "./line-problems.ts";
import { reading, unchangeable, writing } from "./setup.ts";

export interface CodeMirrorProps {
  readonly value: string;
  /** Left out: the text cannot be changed. */
  readonly onChange?: (value: string) => void;
  readonly label: string;
  /** CSS height. */
  readonly height: string;
  readonly problems?: readonly LineProblem[];
  /** Completion and what else a kind of text brings. */
  readonly extensions?: Extension;
  /** A line to go to; another object goes there again. */
  readonly goTo?: { readonly line: number; readonly column: number } | undefined;
}

const none: readonly LineProblem[] = [];
const noExtensions: Extension = [];

export function CodeMirror(props: CodeMirrorProps) {
  const { value, onChange, label, height, problems = none, extensions = noExtensions, goTo } = props;
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const extra = useRef(new Compartment());
  const latest = useRef({ value, onChange, extensions });
  latest.current = { value, onChange, extensions };
  const writable = onChange !== undefined;
  const language = useLanguage();

  useEffect(() => {
    if (place.current === null) return undefined;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          extra.current.of(latest.current.extensions),
          reading(label),
          writable ? [writing, lineProblems] : unchangeable,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange?.(update.state.doc.toString());
          }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
  }, [label, writable, language]);

  useEffect(() => {
    const view = editor.current;
    if (view === null || view.state.doc.toString() === value) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    editor.current?.dispatch({ effects: extra.current.reconfigure(extensions) });
  }, [extensions]);
  useEffect(() => {
    if (editor.current !== null && writable) showProblems(editor.current, problems);
  }, [problems, writable, language]);
  useEffect(() => {
    const view = editor.current;
    if (view === null || goTo === undefined) return;
    const line = view.state.doc.line(Math.max(1, Math.min(goTo.line, view.state.doc.lines)));
    const anchor = Math.min(line.to, line.from + Math.max(0, goTo.column - 1));
    view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    view.focus();
  }, [goTo]);
  return <div ref={place} style={{ height }} />;
}
