/**
 * What a feature gives the application: pages, places in the navigation, actions. A feature is a folder; its `feature.ts` is
 * small and loaded at once, its pages are loaded when they are opened. `features.ts` beside this file is the one list.
 */
import type { Permission } from "@halcyon/contracts";
import type { ComponentType, ReactNode } from "react";
import type { z } from "zod";
import type { Action } from "#actions/action.ts";
import type { Text } from "#i18n/language.ts";

/** Values of the `$name` parts of a path. */
export type PathParams<P extends string> = P extends `${string}$${infer Name}/${infer Rest}`
  ? { readonly [K in Name]: string } & PathParams<`/${Rest}`>
  : P extends `${string}$${infer Name}`
    ? { readonly [K in Name]: string }
    : unknown;

export interface Page<P extends string = string, S extends z.ZodType = z.ZodType> {
  /** `/releases/$release` */
  readonly path: P;
  readonly title: Text;
  /** Without it, anyone who is signed in. */
  readonly permission?: Permission;
  /**
   * The page's state in the address's query: strings, each optional, each with a `catch`, so that any address shows
   * something.
   */
  readonly search?: S;
  readonly load: () => Promise<{ readonly Page: () => ReactNode }>;
}

export function definePage<const P extends string, S extends z.ZodType = z.ZodType<Record<string, never>>>(
  page: Page<P, S>,
): Page<P, S> {
  return page;
}

// oxlint-disable-next-line no-explicit-any -- some page, whatever its search
export type AnyPage = Page<any, any>;
export type SearchOf<P> = P extends Page<string, infer S> ? z.output<S> : never;
export type ParamsOf<P> = P extends Page<infer Path, z.ZodType> ? PathParams<Path> : never;

export interface NavEntry {
  readonly page: AnyPage;
  readonly label: Text;
  readonly icon: ComponentType;
  /** A number beside the label, such as what waits for one's approval. */
  readonly badge?: ComponentType;
}

export interface Feature {
  readonly name: string;
  readonly pages: readonly AnyPage[];
  readonly nav: readonly NavEntry[];
  readonly actions: readonly Action[];
}

/** The address of a page. */
export function hrefOf<P extends AnyPage>(
  page: P,
  params: ParamsOf<P>,
  search: Readonly<Record<string, string | undefined>> = {},
): string {
  const path = page.path.replace(/\$([A-Za-z]+)/g, (_: string, name: string) =>
    encodeURIComponent((params as Record<string, string>)[name] ?? ""),
  );
  const query = searchText(search);
  return query === "" ? path : `${path}?${query}`;
}

type SearchValue = string | number | boolean | undefined;

/** A page's state as a query string; what is empty is left out. */
export function searchText(search: Readonly<Record<string, SearchValue>>): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== "") text.set(name, String(value));
  }
  return text.toString();
}
