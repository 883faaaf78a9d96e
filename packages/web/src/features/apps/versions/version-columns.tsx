/** The columns of an app's versions. */
import type { AppVersionSummary } from "@halcyon/contracts";
import { Badge, Button, Checkbox } from "@mantine/core";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import type { Column } from "#ui/data-table.tsx";
import { SourceLine } from "#ui/source-line.tsx";
import { shortImage } from "../app-health.ts";
import { versionMessages } from "./messages.ts";

interface VersionColumns {
  readonly latest: number;
  readonly picked: readonly number[];
  readonly onPick: (number: number) => void;
  /** Left out for who may not. */
  readonly onRestore?: (number: number) => void;
}

export function useVersionColumns(options: VersionColumns): readonly Column<AppVersionSummary>[] {
  const { latest, picked, onPick, onRestore } = options;
  const text = useMessages(versionMessages);
  const format = useFormat();
  const originOf = ({ origin, basedOn, source }: AppVersionSummary) => {
    if (source !== null) return <SourceLine source={source} />;
    const base = format.number(basedOn ?? 0);
    return origin === "apply"
      ? text.apply
      : origin === "image"
        ? text.imageChange(base)
        : text.restored(base);
  };
  return [
    {
      key: "pick",
      header: text.pickHead,
      width: "60px",
      cell: ({ number }) => (
        <Checkbox
          size="xs"
          checked={picked.includes(number)}
          onChange={() => onPick(number)}
          aria-label={text.choose(format.number(number))}
        />
      ),
    },
    {
      key: "number",
      header: text.number,
      width: "104px",
      cell: ({ number }) => (
        <>
          {format.number(number)}{" "}
          {number === latest && (
            <Badge size="xs" variant="light" tt="none">
              {text.latest}
            </Badge>
          )}
        </>
      ),
    },
    {
      key: "message",
      header: text.message,
      width: "minmax(100px, 2fr)",
      cell: ({ message }) => <span title={message}>{message}</span>,
    },
    {
      key: "image",
      header: text.image,
      width: "minmax(120px, 1fr)",
      wide: true,
      cell: ({ images }) => <span title={images.join("\n")}>{images.map(shortImage).join(", ")}</span>,
    },
    { key: "origin", header: text.origin, width: "minmax(170px, 1fr)", wide: true, cell: originOf },
    {
      key: "author",
      header: text.author,
      width: "minmax(90px, 0.7fr)",
      wide: true,
      cell: ({ author }) => author.name,
    },
    {
      key: "when",
      header: text.when,
      width: "110px",
      wide: true,
      cell: ({ createdAt }) => <Ago at={createdAt} />,
    },
    ...(onRestore === undefined
      ? []
      : [
          {
            key: "restore",
            header: text.restore,
            width: "88px",
            cell: ({ number }: AppVersionSummary) =>
              number !== latest && (
                <Button size="compact-xs" variant="subtle" onClick={() => onRestore(number)}>
                  {text.restore}
                </Button>
              ),
          },
        ]),
  ];
}
