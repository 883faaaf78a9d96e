/** Shortcuts: sequences such as `g r`, and chords such as `mod+k`. */
import { useEffect, useRef } from "react";
import type { Action, ActionContext } from "./action.ts";

/** How long a started sequence waits for its next key. */
const sequenceMs = 1_200;

/** The key event as actions write it: `mod+k`, `?`, `g`. */
export function keyName(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): string {
  const mod = event.ctrlKey || event.metaKey ? "mod+" : "";
  return `${mod}${event.altKey ? "alt+" : ""}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
}

/** @returns the action whose keys end the pressed sequence, or whether one begins with it */
export function matchKeys(
  actions: readonly Action[],
  pressed: readonly string[],
): { readonly action: Action | undefined; readonly begins: boolean } {
  const sequence = pressed.join(" ");
  return {
    action: actions.find((action) => action.keys === sequence),
    begins: actions.some((action) => action.keys?.startsWith(`${sequence} `)),
  };
}

/** Performs actions by their keys, except while somebody types. */
export function useActionKeys(actions: readonly Action[], context: ActionContext): void {
  const latest = useRef({ actions, context });
  latest.current = { actions, context };
  useEffect(() => {
    let pressed: string[] = [];
    let last = 0;
    const onKey = (event: KeyboardEvent) => {
      const name = keyName(event);
      if (isTyping(event.target) && !name.startsWith("mod+")) return;
      if (["Shift", "Control", "Meta", "Alt"].includes(event.key)) return;
      if (event.timeStamp - last > sequenceMs) pressed = [];
      last = event.timeStamp;
      const all = latest.current.actions;
      let found = matchKeys(all, [...pressed, name]);
      if (found.action === undefined && !found.begins && pressed.length > 0) {
        pressed = [];
        found = matchKeys(all, [name]);
      }
      pressed = found.begins ? [...pressed, name] : [];
      if (found.action === undefined) return;
      event.preventDefault();
      found.action.perform(latest.current.context);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}
