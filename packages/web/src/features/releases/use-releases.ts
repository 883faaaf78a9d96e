/** Open releases live, then those that have closed, page by page. */
import { type Release, releaseEndpoints, type ReleaseState } from "@halcyon/contracts";
import { useEffect } from "react";
import { useLive } from "#api/hooks.ts";
import { usePages } from "#api/pages.ts";

interface ReleaseFilter {
  readonly app: string | undefined;
  readonly team: string | undefined;
  readonly state: ReleaseState | undefined;
  readonly open: "true" | "false" | undefined;
}

const most = 500;
/** What the server takes for a name of an app or a team. */
const name = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

export function useReleases({ app, team, state, open }: ReleaseFilter) {
  const query = {
    ...(app !== undefined && name.test(app) ? { app } : {}),
    ...(team !== undefined && name.test(team) ? { team } : {}),
    ...(state === undefined ? {} : { state }),
  };
  const withOpen = open !== "false";
  const withClosed = open !== "true";
  const live = useLive(
    releaseEndpoints.listWatch,
    withOpen ? { query: { ...query, open: "true", limit: most } } : null,
  );
  const closed = usePages(releaseEndpoints.list, { query: { ...query, open: "false" } });
  // One that closes leaves the open ones and belongs to the first page of the closed.
  const opened = (live.item?.items ?? []).map(({ id }) => id).join(" ");
  const { refresh } = closed;
  useEffect(() => {
    if (opened !== "") refresh();
  }, [opened, refresh]);

  const current = withOpen ? (live.item?.items ?? []) : [];
  const ids = new Set(current.map(({ id }) => id));
  const past = withClosed ? closed.items.filter(({ id }) => !ids.has(id)) : [];
  const rows: readonly Release[] = [...current, ...past];
  return {
    rows,
    total: rows.length + (withClosed ? closed.total - closed.items.length : 0),
    onRange: (first: number, last: number) => {
      if (withClosed) closed.onRange(first - current.length, last - current.length);
    },
    problem: live.problem ?? closed.error?.problem,
    loading: (withClosed && closed.isPending) || (withOpen && live.item === undefined),
  };
}
