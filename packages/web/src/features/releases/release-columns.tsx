import type { Release } from "@halcyon/contracts";
import { useMemo } from "react";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { PageLink } from "#app/pages.tsx";
import { Ago } from "#ui/ago.tsx";
import type { Column } from "#ui/data-table.tsx";
import { releasePage } from "./feature.ts";
import { releaseMessages } from "./messages.ts";
import { waitingNames } from "./names.ts";
import { ReleaseState, StepBar } from "./state.tsx";

/** The last part of an image's name, where what differs stands: `frontpage:2`. */
const shortImage = (image: string) => image.split("/").at(-1) ?? image;

export function useReleaseColumns(): readonly Column<Release>[] {
  const text = useMessages(releaseMessages);
  const waits = useMessages(waitingNames);
  const format = useFormat();
  return useMemo<readonly Column<Release>[]>(
    () => [
      {
        key: "id",
        header: text.release,
        width: "minmax(96px, 1fr)",
        cell: (row) => (
          <PageLink page={releasePage} params={{ release: row.id }}>
            {row.id}
          </PageLink>
        ),
      },
      {
        key: "state",
        header: text.state,
        width: "minmax(112px, 160px)",
        cell: (row) => <ReleaseState release={row} />,
      },
      {
        key: "step",
        header: text.step,
        width: "minmax(96px, 128px)",
        cell: (row) => <StepBar release={row} />,
      },
      {
        key: "ready",
        header: text.ready,
        width: "76px",
        wide: true,
        cell: (row) => (
          <span title={text.readyOf(format.number(row.instances.newReady), format.number(row.allowed))}>
            {format.number(row.instances.newReady)}/{format.number(row.allowed)}
          </span>
        ),
      },
      {
        key: "waits",
        header: text.waits,
        width: "minmax(160px, 2fr)",
        wide: true,
        cell: (row) => (
          <span title={row.waiting.reason}>{row.waiting.for === "nobody" ? "" : waits[row.waiting.for]}</span>
        ),
      },
      {
        key: "image",
        header: text.image,
        width: "minmax(120px, 1fr)",
        wide: true,
        cell: (row) => (
          <span title={row.plan.images.to.join(", ")}>{row.plan.images.to.map(shortImage).join(", ")}</span>
        ),
      },
      { key: "author", header: text.author, width: "110px", wide: true, cell: (row) => row.author },
      { key: "age", header: text.age, width: "110px", wide: true, cell: (row) => <Ago at={row.updatedAt} /> },
    ],
    [text, waits, format],
  );
}
