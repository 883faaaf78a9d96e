/** What is requested of what there is: two columns of nodes, and of clusters. */
import type { useFormat } from "#i18n/format.ts";
import type { Column } from "#ui/data-table.tsx";
import { CellMeter } from "./meter.tsx";

interface Resources {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

export function requestedColumns<
  T extends { readonly requested: Resources; readonly allocatable: Resources },
>(
  text: { readonly cpu: string; readonly memory: string },
  format: ReturnType<typeof useFormat>,
): readonly Column<T>[] {
  return [
    {
      key: "cpu",
      header: text.cpu,
      width: "130px",
      wide: true,
      cell: ({ requested, allocatable }) => (
        <CellMeter part={requested.cpuMilli} whole={allocatable.cpuMilli} write={format.cpu} />
      ),
    },
    {
      key: "memory",
      header: text.memory,
      width: "150px",
      wide: true,
      cell: ({ requested, allocatable }) => (
        <CellMeter part={requested.memoryBytes} whole={allocatable.memoryBytes} write={format.bytes} />
      ),
    },
  ];
}
