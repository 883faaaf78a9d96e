import { type Language, useLanguage } from "./language.ts";

type Message = string | ((...values: never[]) => string);
export type Translated<M> = { readonly [K in keyof M]: M[K] extends string ? string : M[K] };

export interface Messages<M> {
  readonly en: M;
  readonly zh: Translated<M>;
}

/**
 * A feature's texts. What is not translated, or takes other values in one language, does not compile.
 *
 *     const messages = defineMessages({ pods: (n: number) => `${n} pods` }, { pods: (n) => `${n} 个 Pod` });
 */
export function defineMessages<const M extends Readonly<Record<string, Message>>>(
  en: M,
  zh: Translated<M>,
): Messages<M> {
  return { en, zh };
}

/** A feature's texts in the language in use. */
export function useMessages<M>(messages: Messages<M>): Translated<M> {
  return inLanguage(messages, useLanguage());
}

export function inLanguage<M>(messages: Messages<M>, language: Language): Translated<M> {
  return language === "zh" ? messages.zh : (messages.en as Translated<M>);
}
