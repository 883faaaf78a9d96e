/** The language people read Halcyon in: theirs, until they choose. */
import { useSyncExternalStore } from "react";

export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

/** A text in every language. */
export type Text = Readonly<Record<Language, string>>;

const storageKey = "halcyon.language";
const listeners = new Set<() => void>();
let current: Language = initial();

function initial(): Language {
  const chosen = localStorage.getItem(storageKey);
  if (chosen === "en" || chosen === "zh") return chosen;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export function language(): Language {
  return current;
}

export function setLanguage(next: Language): void {
  current = next;
  localStorage.setItem(storageKey, next);
  document.documentElement.lang = next === "zh" ? "zh-CN" : "en";
  for (const listener of listeners) listener();
}

export function useLanguage(): Language {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, language);
}
