import type { Freeze } from "@halcyon/contracts";
import { useCallback } from "react";
import { useMessages } from "#i18n/messages.ts";
import { freezesMessages } from "./messages.ts";

/** Says what a freeze is about: "all releases", "team news". */
export function useFreezeText(): (freeze: Pick<Freeze, "scope" | "name">) => string {
  const text = useMessages(freezesMessages);
  return useCallback(
    ({ scope, name }) =>
      scope === "all" ? text.all : scope === "team" ? text.ofTeam(name ?? "") : text.ofApp(name ?? ""),
    [text],
  );
}
