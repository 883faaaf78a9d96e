/** The editor's help with the fleet's own names in it. */
import { accessEndpoints, fleetEndpoints } from "@halcyon/contracts";
import { useMemo, useRef } from "react";
import { useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import type { KnownNames } from "./complete-spec.ts";
import { specMessages } from "./messages.ts";
import { specLanguage } from "./spec-language.ts";

const limit = 1_000;

export function useSpecLanguage() {
  const enabled = useSession().may("fleet.read");
  const rooms = useGet(fleetEndpoints.roomList, { query: { limit } }, { enabled, staleMs: 60_000 });
  const teams = useGet(accessEndpoints.listTeams, { query: { limit } }, { staleMs: 60_000 });
  const known = useRef<KnownNames>({ teams: [], places: [] });
  known.current = {
    teams: (teams.data?.items ?? []).map(({ name }) => name),
    places: (rooms.data?.items ?? []).flatMap(({ name, displayName, clusters }) => [
      { name, about: displayName === "" ? name : displayName },
      ...clusters.filter((cluster) => cluster !== name).map((cluster) => ({ name: cluster, about: name })),
    ]),
  };
  const text = useMessages(specMessages);
  return useMemo(() => specLanguage(() => known.current, text), [known, text]);
}
