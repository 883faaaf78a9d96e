/** Text that is not stored yet. It is kept by the browser's tab, so that a reload loses nothing. */

/** A text and the version it is made of; 0 for an app that is not there yet. */
export interface Draft {
  readonly base: number;
  readonly text: string;
}

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** @param app null for a new one */
function keyOf(app: string | null): string {
  return app === null ? "halcyon.new-app" : `halcyon.spec.${app}`;
}

export function readDraft(app: string | null, store: Store = sessionStorage): Draft | null {
  const kept = store.getItem(keyOf(app));
  if (kept === null) return null;
  const at = kept.indexOf("\n");
  const base = Number(kept.slice(0, at));
  return Number.isInteger(base) ? { base, text: kept.slice(at + 1) } : null;
}

/** Keeps a text; a full store keeps what it has, and the page goes on. */
export function keepDraft(app: string | null, draft: Draft, store: Store = sessionStorage): void {
  try {
    store.setItem(keyOf(app), `${draft.base}\n${draft.text}`);
  } catch {
    // Nothing is lost but the help of a reload.
  }
}

export function dropDraft(app: string | null, store: Store = sessionStorage): void {
  store.removeItem(keyOf(app));
}

/** The value of a plain key of the root, as a person wrote it. */
export function rootValue(text: string, key: "name" | "team"): string {
  return (
    new RegExp(`^${key}:[ \\t]+["']?([a-z0-9][-a-z0-9]*)["']?[ \\t]*(?:#.*)?$`, "m").exec(text)?.[1] ?? ""
  );
}
