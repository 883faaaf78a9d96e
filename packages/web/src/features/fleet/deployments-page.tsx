import { type DeploymentItem, fleetEndpoints } from "@halcyon/contracts";
import { useMemo } from "react";
import { hrefOf } from "#app/feature.ts";
import { useMessages } from "#i18n/messages.ts";
import type { Column } from "#ui/data-table.tsx";
import { StateMark } from "#ui/state.tsx";
import "./fleet.css";
import { CellTexts } from "./list/cells.tsx";
import { namedKey, useNamedColumns } from "./list/common-columns.tsx";
import { FleetList } from "./list/list-page.tsx";
import { fleetMessages } from "./messages.ts";
import { deploymentsPage, podsPage } from "./pages.ts";
import { shortImage } from "./pod/pod-columns.tsx";

const phases = ["Short"];

/** A deployment leads to its pods, and from there to their logs. */
const hrefOfDeployment = ({ cluster, namespace, name }: DeploymentItem) =>
  hrefOf(podsPage, {}, { cluster, namespace, q: `owner:=${name}` });

export function Page() {
  return (
    <FleetList
      page={deploymentsPage}
      endpoint={fleetEndpoints.deploymentWatch}
      columns={useDeploymentColumns()}
      keyOf={namedKey}
      hrefOf={hrefOfDeployment}
      phases={phases}
    />
  );
}

function useDeploymentColumns(): readonly Column<DeploymentItem>[] {
  const text = useMessages(fleetMessages);
  const own = useMemo<readonly Column<DeploymentItem>[]>(
    () => [
      {
        key: "ready",
        header: text.readyOfWanted,
        width: "minmax(100px, 1fr)",
        cell: ({ ready, available, replicas, paused }) => (
          <StateMark
            tone={paused ? "idle" : available < replicas ? "bad" : replicas === 0 ? "idle" : "good"}
            label={`${ready}/${replicas}${paused ? ` ${text.paused}` : ""}`}
          />
        ),
      },
      { key: "updated", header: text.updated, width: "80px", wide: true, cell: ({ updated }) => updated },
      {
        key: "available",
        header: text.available,
        width: "84px",
        wide: true,
        cell: ({ available }) => available,
      },
      {
        key: "images",
        header: text.images,
        width: "minmax(100px, 2fr)",
        wide: true,
        cell: ({ images }) => <CellTexts texts={images.map(shortImage)} />,
      },
    ],
    [text],
  );
  return useNamedColumns(own);
}
