import { fleetEndpoints } from "@halcyon/contracts";
import { useMessages } from "#i18n/messages.ts";
import { eventKey, useEventColumns } from "./event/event-columns.tsx";
import { hrefOfEvent } from "./event/event-href.ts";
import "./fleet.css";
import { FleetList } from "./list/list-page.tsx";
import { fleetMessages } from "./messages.ts";
import { eventsPage } from "./pages.ts";

const phases = ["Warning"];

export function Page() {
  const text = useMessages(fleetMessages);
  return (
    <FleetList
      page={eventsPage}
      endpoint={fleetEndpoints.eventWatch}
      columns={useEventColumns()}
      keyOf={eventKey}
      hrefOf={hrefOfEvent}
      phases={phases}
      empty={text.noEvents}
    />
  );
}
