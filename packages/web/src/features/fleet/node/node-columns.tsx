import type { NodeItem } from "@halcyon/contracts";
import { useMemo } from "react";
import { hrefOf } from "#app/feature.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import type { Column } from "#ui/data-table.tsx";
import { CellAge, CellLink } from "../list/cells.tsx";
import { CellMeter } from "../list/meter.tsx";
import { requestedColumns } from "../list/requested-columns.tsx";
import { fleetMessages } from "../messages.ts";
import { nodePage } from "../pages.ts";
import { NodeMark } from "./node-mark.tsx";

export const nodeKey = ({ cluster, name }: NodeItem) => `${cluster}/${name}`;

export const hrefOfNode = ({ cluster, name }: NodeItem) => hrefOf(nodePage, { cluster, node: name });

/** @param where whether nodes of several clusters are listed */
export function useNodeColumns(where = true): readonly Column<NodeItem>[] {
  const text = useMessages(fleetMessages);
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: "name",
        header: text.name,
        width: "minmax(140px, 2fr)",
        cell: (node) => <CellLink href={hrefOfNode(node)}>{node.name}</CellLink>,
      },
      {
        key: "state",
        header: text.state,
        width: "minmax(120px, 1.3fr)",
        cell: (node) => <NodeMark node={node} />,
      },
      ...(where
        ? [
            {
              key: "cluster",
              header: text.cluster,
              width: "minmax(100px, 1.2fr)",
              cell: ({ cluster }: NodeItem) => cluster,
            },
          ]
        : []),
      { key: "ip", header: text.ip, width: "120px", wide: true, cell: ({ ip }) => ip },
      ...requestedColumns<NodeItem>(text, format),
      {
        key: "pods",
        header: text.pods,
        width: "110px",
        wide: true,
        cell: ({ requested, allocatable }) => (
          <CellMeter part={requested.pods} whole={allocatable.pods} write={format.number} />
        ),
      },
      { key: "kubelet", header: text.kubelet, width: "90px", wide: true, cell: ({ kubelet }) => kubelet },
      {
        key: "age",
        header: text.age,
        width: "76px",
        wide: true,
        cell: ({ createdAt }) => <CellAge at={createdAt} />,
      },
    ],
    [text, format, where],
  );
}
