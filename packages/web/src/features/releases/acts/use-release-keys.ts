import type { Release } from "@halcyon/contracts";
import { useEffect, useMemo, useRef } from "react";
import type { Action } from "#actions/action.ts";
import { usePageActions } from "#actions/page-actions.ts";
import { type ActKind, mayAct } from "./act.ts";

interface KeyedAct {
  readonly kind: ActKind;
  readonly keys: string;
  readonly label: Action["label"];
}

const keyed: readonly KeyedAct[] = [
  { kind: "next", keys: "n", label: { en: "Next step of this release", zh: "本次发布：下一步" } },
  { kind: "finish", keys: "f", label: { en: "Finish this release", zh: "本次发布：全部发布" } },
  { kind: "hold", keys: "h", label: { en: "Hold this release", zh: "本次发布：暂停" } },
  { kind: "resume", keys: "u", label: { en: "Resume this release", zh: "本次发布：继续" } },
  { kind: "rollback", keys: "r", label: { en: "Roll this release back", zh: "本次发布：回滚" } },
];

/**
 * Offers by key and in the palette what this person may do with the release.
 * @param next goes on at once; everything else is asked about first
 * @param busy while a dialog is open, keys do nothing
 */
export function useReleaseKeys(
  release: Release,
  {
    next,
    ask,
    busy,
  }: { readonly next: () => void; readonly ask: (kind: ActKind) => void; readonly busy: boolean },
): void {
  const latest = useRef({ next, ask });
  useEffect(() => {
    latest.current = { next, ask };
  });
  const can = keyed
    .filter(({ kind }) => mayAct(release, kind))
    .map(({ kind }) => kind)
    .join(" ");
  const actions = useMemo<readonly Action[]>(() => {
    if (busy) return [];
    return keyed
      .filter(({ kind }) => can.split(" ").includes(kind))
      .map(({ kind, keys, label }) => ({
        id: `release.${kind}`,
        label,
        keys,
        perform: () => (kind === "next" ? latest.current.next() : latest.current.ask(kind)),
      }));
  }, [can, busy]);
  usePageActions(actions);
}
