/** Writes the first spec of an app: a template, filled with a team and a room there is. */
import { accessEndpoints, fleetEndpoints } from "@halcyon/contracts";
import { useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import { PageFrame, Waiting } from "#ui/page.tsx";
import { specMessages } from "./messages.ts";
import { SpecDesk } from "./spec-desk.tsx";
import { specTemplate } from "./spec-template.ts";

export function Page() {
  const text = useMessages(specMessages);
  const { whoami, may } = useSession();
  const rooms = useGet(
    fleetEndpoints.roomList,
    { query: { limit: 100 } },
    { enabled: may("fleet.read"), staleMs: Infinity },
  );
  const teams = useGet(accessEndpoints.listTeams, { query: { limit: 100 } }, { staleMs: Infinity });
  const own = whoami.permissions.find(({ permission }) => permission === "app.write")?.teams?.[0];
  const team = own ?? teams.data?.items[0]?.name ?? "my-team";
  const room = rooms.data?.items.find(({ clusters }) => clusters.length > 0)?.name ?? "my-room";
  const waits = teams.isPending || (may("fleet.read") && rooms.isPending);
  return (
    <PageFrame title={text.newTitle}>
      {waits ? (
        <Waiting />
      ) : (
        <SpecDesk app={null} latest={{ version: 0, text: specTemplate(team, room) }} author="" />
      )}
    </PageFrame>
  );
}
