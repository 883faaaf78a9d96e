/** What the web's sources say of themselves: which pages there are, and every text in both languages. */
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const src = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "packages/web/src");

interface Text {
  readonly en: string;
  readonly zh: string;
}
interface Feature {
  readonly name: string;
  readonly pages: readonly { readonly path: string; readonly title: Text; readonly permission?: string }[];
  readonly nav: readonly { readonly label: Text }[];
  readonly actions: readonly { readonly label: Text }[];
}

const nothing = () => undefined;
/** What the sources look at as soon as they are loaded; nothing is done with it here. */
const browser = {
  localStorage: { getItem: () => null, setItem: nothing },
  location: new URL("http://nowhere.example/"),
  document: { addEventListener: nothing },
  addEventListener: nothing,
};

/** @param path made up here as the compiler must not follow it: what is behind it is written for browsers */
async function sourceOf<T>(path: string): Promise<T> {
  for (const [name, value] of Object.entries(browser))
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true });
  return (await import(/* @vite-ignore */ join(src, path))) as T;
}

export async function featuresOfTheWeb(): Promise<readonly Feature[]> {
  return (await sourceOf<{ features: readonly Feature[] }>("app/features.ts")).features;
}

/**
 * Every English text that reads otherwise in Chinese. Of a text with values in it, the parts between them. What is one word
 * is left out: names of things in clusters are English in any language.
 */
export async function englishOnly(): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const take = (en: unknown, zh: unknown) => {
    const chinese = new Set(partsOf(zh));
    for (const part of partsOf(en)) if (/[a-z]\S* \S/i.test(part) && !chinese.has(part)) found.add(part);
  };
  for (const feature of await featuresOfTheWeb()) {
    for (const { title } of feature.pages) take(title.en, title.zh);
    for (const { label } of [...feature.nav, ...feature.actions]) take(label.en, label.zh);
  }
  const files = (await readdir(src, { recursive: true })).filter((name) =>
    /(messages|names|words)\.ts$/.test(name),
  );
  for (const file of files)
    for (const value of Object.values(await sourceOf<Record<string, unknown>>(file))) texts(value, take);
  return found;
}

/** Finds what is written in both languages in what a file exports: one text, a table of them, a table for each language. */
function texts(value: unknown, take: (en: unknown, zh: unknown) => void): void {
  if (typeof value !== "object" || value === null) return;
  const { en, zh } = value as { en?: unknown; zh?: unknown };
  if (typeof en === "object" && en !== null && typeof zh === "object" && zh !== null) {
    for (const [key, text] of Object.entries(en)) take(text, (zh as Record<string, unknown>)[key]);
  } else if (en !== undefined && zh !== undefined) take(en, zh);
  else for (const one of Object.values(value)) texts(one, take);
}

const gap = "\u0001";

/** A text, or what a function that makes one puts around its values. */
function partsOf(text: unknown): readonly string[] {
  if (typeof text === "string") return [text.trim()];
  if (typeof text !== "function") return [];
  const made = String(
    (text as (...values: string[]) => unknown)(...Array.from({ length: text.length }, () => gap)),
  );
  return made.split(gap).map((part) => part.trim());
}
