/** Actions of the page in sight: the shell adds them to those that can be taken from anywhere. */
import { useEffect, useSyncExternalStore } from "react";
import type { Action } from "./action.ts";

const nothing: readonly Action[] = [];
const given = new Set<readonly Action[]>();
const listeners = new Set<() => void>();
let all = nothing;

function changed(): void {
  all = given.size === 0 ? nothing : [...given].flat();
  for (const listener of listeners) listener();
}

/**
 * Offers actions while the calling component is shown: in the palette, by their keys, in the list of shortcuts.
 * @param actions memoised by the caller; they come before those of the same keys elsewhere
 */
export function usePageActions(actions: readonly Action[]): void {
  useEffect(() => {
    given.add(actions);
    changed();
    return () => {
      given.delete(actions);
      changed();
    };
  }, [actions]);
}

/** What the page in sight offers now. */
export function useOfferedActions(): readonly Action[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
  );
}
