/** Plans that wait for approval, live. */
import { type Problem, type Release, releaseEndpoints } from "@halcyon/contracts";
import { useLive } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";

interface Approvals {
  /** Undefined until heard of. */
  readonly mine: readonly Release[] | undefined;
  /** Planned by the person who looks, and for others to approve. */
  readonly authored: readonly Release[];
  readonly problem: Problem | undefined;
}

const most = 200;

export function useApprovals(): Approvals {
  const { whoami } = useSession();
  const { item, problem } = useLive(releaseEndpoints.listWatch, { query: { state: "planned", limit: most } });
  const planned = item?.items.filter(({ state }) => state === "planned");
  return {
    mine: planned?.filter(({ may }) => may.includes("approve")),
    authored: (planned ?? []).filter(
      ({ author, may }) => author === whoami.user?.name && !may.includes("approve"),
    ),
    problem,
  };
}
