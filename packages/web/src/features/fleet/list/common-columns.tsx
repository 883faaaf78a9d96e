import { useMemo } from "react";
import { useMessages } from "#i18n/messages.ts";
import type { Column } from "#ui/data-table.tsx";
import { fleetMessages } from "../messages.ts";
import { CellAge } from "./cells.tsx";

/** What every object in a namespace has. */
interface Named {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly createdAt: string;
}

export const namedKey = ({ cluster, namespace, name }: Named) => `${cluster}/${namespace}/${name}`;

/** Where an object stands, and since when: around the columns of its own kind. @param own the same in every render */
export function useNamedColumns<T extends Named>(own: readonly Column<T>[]): readonly Column<T>[] {
  const text = useMessages(fleetMessages);
  return useMemo(
    () => [
      {
        key: "name",
        header: text.name,
        width: "minmax(140px, 2fr)",
        cell: ({ name }: T) => <span title={name}>{name}</span>,
      },
      {
        key: "namespace",
        header: text.namespace,
        width: "minmax(90px, 1fr)",
        wide: true,
        cell: ({ namespace }: T) => namespace,
      },
      {
        key: "cluster",
        header: text.cluster,
        width: "minmax(100px, 1fr)",
        cell: ({ cluster }: T) => cluster,
      },
      ...own,
      {
        key: "age",
        header: text.age,
        width: "76px",
        wide: true,
        cell: ({ createdAt }: T) => <CellAge at={createdAt} />,
      },
    ],
    [text, own],
  );
}
