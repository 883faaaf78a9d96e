import type { PodItem } from "@halcyon/contracts";
import { useMemo } from "react";
import { hrefOf } from "#app/feature.ts";
import { useMessages } from "#i18n/messages.ts";
import type { Column } from "#ui/data-table.tsx";
import { StateMark } from "#ui/state.tsx";
import { CellAge, CellLink, CellName } from "../list/cells.tsx";
import { fleetMessages } from "../messages.ts";
import { nodePage, podPage } from "../pages.ts";
import { podState } from "./pod-state.ts";

export const podKey = ({ cluster, namespace, name, uid }: PodItem) =>
  `${cluster}/${namespace}/${name}/${uid}`;

export const hrefOfPod = ({ cluster, namespace, name }: Pick<PodItem, "cluster" | "namespace" | "name">) =>
  hrefOf(podPage, { cluster, namespace, pod: name });

/** @param where whether pods of several clusters and nodes are listed */
export function usePodColumns(where = true): readonly Column<PodItem>[] {
  const text = useMessages(fleetMessages);
  return useMemo(() => {
    const place: Column<PodItem>[] = [
      {
        key: "node",
        header: text.node,
        width: "minmax(120px, 1.4fr)",
        wide: true,
        cell: ({ cluster, node }) =>
          node === "" ? null : (
            <CellLink href={hrefOf(nodePage, { cluster, node })}>
              <CellName name={node} />
            </CellLink>
          ),
      },
      { key: "cluster", header: text.cluster, width: "minmax(124px, 1fr)", cell: ({ cluster }) => cluster },
    ];
    return [
      {
        key: "name",
        header: text.name,
        width: "minmax(150px, 3fr)",
        cell: (pod) => (
          <CellLink href={hrefOfPod(pod)}>
            <CellName name={pod.name} />
          </CellLink>
        ),
      },
      {
        key: "state",
        header: text.state,
        width: "minmax(150px, 1.3fr)",
        cell: (pod) => <StateMark {...podState(pod)} />,
      },
      { key: "restarts", header: text.restarts, width: "88px", wide: true, cell: ({ restarts }) => restarts },
      { key: "ip", header: text.ip, width: "120px", wide: true, cell: ({ ip }) => ip },
      {
        key: "namespace",
        header: text.namespace,
        width: "minmax(112px, 1fr)",
        wide: true,
        cell: ({ namespace }) => namespace,
      },
      ...(where ? place : []),
      {
        key: "age",
        header: text.age,
        width: "76px",
        wide: true,
        cell: ({ createdAt }) => <CellAge at={createdAt} />,
      },
    ];
  }, [text, where]);
}

/** The last part of an image's name, with its tag. */
export function shortImage(image: string): string {
  const name = image.split("@")[0] ?? image;
  return name.slice(name.lastIndexOf("/") + 1);
}
