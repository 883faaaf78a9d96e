import { fleetEndpoints, type IngressItem } from "@halcyon/contracts";
import { useMemo } from "react";
import { useMessages } from "#i18n/messages.ts";
import type { Column } from "#ui/data-table.tsx";
import "./fleet.css";
import { CellTexts } from "./list/cells.tsx";
import { namedKey, useNamedColumns } from "./list/common-columns.tsx";
import { FleetList } from "./list/list-page.tsx";
import { fleetMessages } from "./messages.ts";
import { ingressesPage } from "./pages.ts";

export function Page() {
  return (
    <FleetList
      page={ingressesPage}
      endpoint={fleetEndpoints.ingressWatch}
      columns={useIngressColumns()}
      keyOf={namedKey}
    />
  );
}

function useIngressColumns(): readonly Column<IngressItem>[] {
  const text = useMessages(fleetMessages);
  const own = useMemo<readonly Column<IngressItem>[]>(
    () => [
      {
        key: "hosts",
        header: text.hosts,
        width: "minmax(130px, 1.5fr)",
        cell: ({ hosts }) => <CellTexts texts={hosts} />,
      },
      {
        key: "rules",
        header: text.rules,
        width: "minmax(140px, 2.4fr)",
        wide: true,
        cell: ({ rules }) => <CellTexts texts={rules} />,
      },
      {
        key: "class",
        header: text.className,
        width: "100px",
        wide: true,
        cell: ({ className }) => className,
      },
    ],
    [text],
  );
  return useNamedColumns(own);
}
