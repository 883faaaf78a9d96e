import { fleetEndpoints, type HpaItem } from "@halcyon/contracts";
import { useMemo } from "react";
import { useMessages } from "#i18n/messages.ts";
import type { Column } from "#ui/data-table.tsx";
import "./fleet.css";
import { CellTexts } from "./list/cells.tsx";
import { namedKey, useNamedColumns } from "./list/common-columns.tsx";
import { FleetList } from "./list/list-page.tsx";
import { fleetMessages } from "./messages.ts";
import { hpasPage } from "./pages.ts";

export function Page() {
  return (
    <FleetList
      page={hpasPage}
      endpoint={fleetEndpoints.hpaWatch}
      columns={useHpaColumns()}
      keyOf={namedKey}
    />
  );
}

function useHpaColumns(): readonly Column<HpaItem>[] {
  const text = useMessages(fleetMessages);
  const own = useMemo<readonly Column<HpaItem>[]>(
    () => [
      {
        key: "target",
        header: text.target,
        width: "minmax(130px, 1.5fr)",
        wide: true,
        cell: ({ target }) => target,
      },
      {
        key: "current",
        header: text.instances,
        width: "90px",
        cell: ({ current, desired }) => (current === desired ? current : `${current} → ${desired}`),
      },
      {
        key: "bounds",
        header: text.bounds,
        width: "90px",
        wide: true,
        cell: ({ min, max }) => `${min}–${max}`,
      },
      {
        key: "metrics",
        header: text.metrics,
        width: "minmax(110px, 1.4fr)",
        wide: true,
        cell: ({ metrics }) => <CellTexts texts={metrics} />,
      },
    ],
    [text],
  );
  return useNamedColumns(own);
}
