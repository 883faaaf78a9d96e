import type { EventItem } from "@halcyon/contracts";
import { useMemo } from "react";
import { useMessages } from "#i18n/messages.ts";
import type { Column } from "#ui/data-table.tsx";
import { StateMark } from "#ui/state.tsx";
import { CellAge } from "../list/cells.tsx";
import { fleetMessages } from "../messages.ts";

export const eventKey = ({ cluster, namespace, kind, name, reason, at, message }: EventItem) =>
  [cluster, namespace, kind, name, reason, at, message].join("\n");

/** @param where whether events of several places are listed */
export function useEventColumns(where = true): readonly Column<EventItem>[] {
  const text = useMessages(fleetMessages);
  return useMemo(
    () => [
      { key: "when", header: text.when, width: "76px", cell: ({ at }) => <CellAge at={at} /> },
      {
        key: "reason",
        header: text.reason,
        width: "minmax(110px, 1fr)",
        cell: ({ type, reason, count }) => (
          <StateMark
            tone={type === "Warning" ? "warn" : "idle"}
            label={count > 1 ? `${reason} ${text.times(String(count))}` : reason}
            title={type}
          />
        ),
      },
      {
        key: "object",
        header: text.object,
        width: "minmax(130px, 1.6fr)",
        cell: ({ kind, name }) => <span title={`${kind} ${name}`}>{`${kind} ${name}`}</span>,
      },
      {
        key: "message",
        header: text.message,
        width: "minmax(140px, 3fr)",
        wide: true,
        cell: ({ message }) => <span title={message}>{message}</span>,
      },
      ...(where
        ? [
            {
              key: "namespace",
              header: text.namespace,
              width: "minmax(90px, 0.8fr)",
              wide: true,
              cell: ({ namespace }: EventItem) => namespace,
            },
            {
              key: "cluster",
              header: text.cluster,
              width: "minmax(90px, 0.9fr)",
              wide: true,
              cell: ({ cluster }: EventItem) => cluster,
            },
          ]
        : []),
    ],
    [text, where],
  );
}
