/** The text in the editor and the version it is made of; kept in the tab while it differs from what is stored. */
import { useEffect, useState } from "react";
import { dropDraft, keepDraft, readDraft } from "./draft.ts";

export interface Stored {
  /** 0 before the first. */
  readonly version: number;
  readonly text: string;
}

export interface DraftState {
  readonly text: string;
  /** The version the text is made of. */
  readonly base: number;
  readonly dirty: boolean;
  /** True when the text was brought back from an earlier visit. */
  readonly restored: boolean;
  readonly write: (text: string) => void;
  /** Takes another version as the one the text is made of, and with a text that text too. */
  readonly startFrom: (stored: Stored, text?: string) => void;
}

/**
 * @param app null for a new app
 * @param stored what the editor begins with when the tab has kept nothing
 */
export function useDraft(app: string | null, stored: Stored): DraftState {
  const [state, setState] = useState(() => {
    const kept = readDraft(app);
    const restored = kept !== null && kept.text !== stored.text;
    return restored
      ? { text: kept.text, base: kept.base, clean: stored.text, restored }
      : { text: stored.text, base: stored.version, clean: stored.text, restored };
  });
  const { text, base, clean } = state;
  const dirty = text !== clean;
  useEffect(() => {
    if (dirty) keepDraft(app, { base, text });
    else dropDraft(app);
  }, [app, base, text, dirty]);
  return {
    text,
    base,
    dirty,
    restored: state.restored && dirty,
    write: (next) => setState((before) => ({ ...before, text: next })),
    startFrom: (from, next = from.text) =>
      setState({ text: next, base: from.version, clean: from.text, restored: false }),
  };
}
