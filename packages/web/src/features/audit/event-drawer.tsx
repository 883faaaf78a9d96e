import { type AuditEvent, auditEndpoints } from "@halcyon/contracts";
import { Drawer, Text } from "@mantine/core";
import { useGet } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "#ui/messages.ts";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { timeAround } from "./event-time.ts";
import { EventView } from "./event-view.tsx";
import { auditMessages } from "./messages.ts";

interface EventDrawerProps {
  /** The row's id as the address has it; undefined: closed. */
  readonly id: string | undefined;
  /** The row, when it is among those that are shown. */
  readonly known: AuditEvent | undefined;
  readonly onClose: () => void;
}

/** One row, beside the list. A link to a row that is not in sight, or not in the filters, shows it, too. */
export function EventDrawer({ id, known, onClose }: EventDrawerProps) {
  const text = useMessages(auditMessages);
  const ui = useMessages(uiMessages);
  const around = id === undefined ? null : timeAround(id);
  const near = useGet(
    auditEndpoints.list,
    { query: { ...around, limit: 1_000 } },
    { enabled: known === undefined && around !== null, staleMs: 60_000 },
  );
  const event = known ?? near.data?.items.find((one) => one.id === id);
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={text.detail}
      closeButtonProps={{ "aria-label": ui.close }}
    >
      {event !== undefined ? (
        <EventView event={event} />
      ) : near.error !== null ? (
        <ProblemAlert problem={near.error.problem} />
      ) : near.isFetching ? (
        <Waiting />
      ) : (
        <Text size="sm">{text.gone}</Text>
      )}
    </Drawer>
  );
}
