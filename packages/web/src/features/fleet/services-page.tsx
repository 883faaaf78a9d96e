import { fleetEndpoints, type ServiceItem } from "@halcyon/contracts";
import { useMemo } from "react";
import { useMessages } from "#i18n/messages.ts";
import type { Column } from "#ui/data-table.tsx";
import "./fleet.css";
import { CellTexts } from "./list/cells.tsx";
import { namedKey, useNamedColumns } from "./list/common-columns.tsx";
import { FleetList } from "./list/list-page.tsx";
import { fleetMessages } from "./messages.ts";
import { servicesPage } from "./pages.ts";

export function Page() {
  return (
    <FleetList
      page={servicesPage}
      endpoint={fleetEndpoints.serviceWatch}
      columns={useServiceColumns()}
      keyOf={namedKey}
    />
  );
}

function useServiceColumns(): readonly Column<ServiceItem>[] {
  const text = useMessages(fleetMessages);
  const own = useMemo<readonly Column<ServiceItem>[]>(
    () => [
      { key: "type", header: text.type, width: "100px", wide: true, cell: ({ type }) => type },
      { key: "ip", header: text.clusterIp, width: "minmax(110px, 1fr)", cell: ({ clusterIp }) => clusterIp },
      {
        key: "ports",
        header: text.ports,
        width: "minmax(110px, 1.2fr)",
        wide: true,
        cell: ({ ports }) => <CellTexts texts={ports} />,
      },
      {
        key: "selector",
        header: text.selector,
        width: "minmax(110px, 1.6fr)",
        wide: true,
        cell: ({ selector }) => (
          <CellTexts texts={Object.entries(selector).map(([key, value]) => `${key}=${value}`)} />
        ),
      },
    ],
    [text],
  );
  return useNamedColumns(own);
}
