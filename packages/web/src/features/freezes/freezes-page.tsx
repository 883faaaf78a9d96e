import { type Freeze, releaseEndpoints } from "@halcyon/contracts";
import { Button, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { useNow } from "#ui/ago.tsx";
import { type Column, DataTable } from "#ui/data-table.tsx";
import { PageFrame, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { StateBadge } from "#ui/state.tsx";
import { EndDialog } from "./end-dialog.tsx";
import { FreezeDialog } from "./freeze-dialog.tsx";
import { freezesMessages } from "./messages.ts";
import { useFreezeText } from "./freeze-text.ts";

/** Times in which nothing may be released. */
export function Page() {
  const text = useMessages(freezesMessages);
  const { may } = useSession();
  const mayChange = may("app.policy");
  const [creating, dialog] = useDisclosure(false);
  const [ending, setEnding] = useState<Freeze | null>(null);
  const { data, error, isPending } = useGet(releaseEndpoints.freezes, { query: { limit: 500 } });
  const columns = useColumns(mayChange ? setEnding : null);
  const items = data?.items ?? [];
  return (
    <PageFrame title={text.title} aside={mayChange && <Button onClick={dialog.open}>{text.create}</Button>}>
      {error !== null && <ProblemAlert problem={error.problem} />}
      {isPending ? (
        <Waiting />
      ) : (
        <DataTable<Freeze>
          label={text.list}
          columns={columns}
          total={items.length}
          rowAt={(index) => items[index]}
          keyOf={({ id }) => id}
          empty={
            <Stack p="md" gap={4} style={{ whiteSpace: "normal" }}>
              <Text size="sm">{text.empty}</Text>
              <Text size="sm" c="dimmed">
                {text.teach} {mayChange ? "" : text.notYours}
              </Text>
            </Stack>
          }
        />
      )}
      <FreezeDialog opened={creating} onClose={dialog.close} />
      <EndDialog freeze={ending} onClose={() => setEnding(null)} />
    </PageFrame>
  );
}

/** @param onEnd null for who may not */
function useColumns(onEnd: ((freeze: Freeze) => void) | null): readonly Column<Freeze>[] {
  const text = useMessages(freezesMessages);
  const format = useFormat();
  const what = useFreezeText();
  const now = useNow();
  return useMemo<readonly Column<Freeze>[]>(
    () => [
      {
        key: "state",
        header: text.state,
        width: "110px",
        cell: ({ from }) =>
          Date.parse(from) <= now ? (
            <StateBadge tone="warn" label={text.inForce} />
          ) : (
            <StateBadge tone="idle" label={text.toCome} />
          ),
      },
      { key: "scope", header: text.scope, width: "minmax(120px, 1fr)", cell: what },
      {
        key: "from",
        header: text.from,
        width: "190px",
        wide: true,
        cell: ({ from }) => format.dateTime(from),
      },
      {
        key: "until",
        header: text.until,
        width: "190px",
        wide: true,
        cell: ({ until }) => format.dateTime(until),
      },
      {
        key: "reason",
        header: text.reason,
        width: "minmax(160px, 2fr)",
        wide: true,
        cell: ({ reason }) => <span title={reason}>{reason}</span>,
      },
      { key: "by", header: text.by, width: "110px", wide: true, cell: ({ createdBy }) => createdBy },
      ...(onEnd === null
        ? []
        : [
            {
              key: "end",
              header: "",
              width: "96px",
              cell: (freeze: Freeze) => (
                <Button size="compact-xs" variant="light" color="red" onClick={() => onEnd(freeze)}>
                  {text.end}
                </Button>
              ),
            },
          ]),
    ],
    [text, format, what, now, onEnd],
  );
}
