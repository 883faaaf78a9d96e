/** Two texts beside each other, or in one column where the screen is narrow; `side-by-side.tsx` loads it. */
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { useLanguage } from "#i18n/language.ts";
import { reading, unchangeable } from "./setup.ts";
import { mergeTheme, signTheme } from "./theme.ts";

export interface MergeProps {
  readonly before: string;
  readonly after: string;
  readonly beforeLabel: string;
  readonly afterLabel: string;
  /** In one column: what was is struck out above what is. */
  readonly narrow: boolean;
}

const collapse = { margin: 3, minSize: 6 };

export function Merge({ before, after, beforeLabel, afterLabel, narrow }: MergeProps) {
  const place = useRef<HTMLDivElement>(null);
  const language = useLanguage();
  useEffect(() => {
    const parent = place.current;
    if (parent === null) return undefined;
    const side = (label: string) => [reading(label), unchangeable, mergeTheme, EditorView.lineWrapping];
    const view = narrow
      ? new EditorView({
          parent,
          doc: after,
          extensions: [
            side(`${beforeLabel} → ${afterLabel}`),
            signTheme,
            unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: collapse }),
          ],
        })
      : new MergeView({
          parent,
          a: { doc: before, extensions: side(beforeLabel) },
          b: { doc: after, extensions: side(afterLabel) },
          collapseUnchanged: collapse,
        });
    return () => view.destroy();
  }, [before, after, beforeLabel, afterLabel, narrow, language]);
  return <div ref={place} className="merge" />;
}
