import type { SearchHit } from "@halcyon/contracts";
import { withFilter } from "./search-words.ts";

export type HitKind = SearchHit["kind"];

export interface KindHits {
  readonly kind: HitKind;
  readonly hits: readonly SearchHit[];
}

/** Results kind by kind; kinds and results in the order in which they were found, the best first. */
export function byKind(hits: readonly SearchHit[]): KindHits[] {
  const kinds = new Map<HitKind, SearchHit[]>();
  for (const hit of hits) {
    const known = kinds.get(hit.kind);
    if (known === undefined) kinds.set(hit.kind, [hit]);
    else known.push(hit);
  }
  return [...kinds].map(([kind, found]) => ({ kind, hits: found }));
}

const listOf: Readonly<Record<HitKind, string>> = {
  pod: "pods",
  node: "nodes",
  deployment: "deployments",
  service: "services",
  ingress: "ingresses",
  hpa: "hpas",
};

/** The list of a kind, narrowed by the same search. */
export function listHref(kind: HitKind, query: string): string {
  return `/${listOf[kind]}?${new URLSearchParams({ q: withFilter(query, "kind", undefined) })}`;
}
