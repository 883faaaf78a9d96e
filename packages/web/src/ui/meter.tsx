import { Group, Progress, Text } from "@mantine/core";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "./messages.ts";

interface MeterProps {
  readonly label: string;
  readonly part: number;
  readonly whole: number;
  /** How an amount is written. */
  readonly write: (amount: number) => string;
}

/** From this share on an amount is shown as high. */
export const highShare = 0.85;

/** A part of a whole: a bar, both amounts and the share. */
export function Meter({ label, part, whole, write }: MeterProps) {
  const text = useMessages(uiMessages);
  const format = useFormat();
  const share = whole === 0 ? 0 : part / whole;
  return (
    <div>
      <Group justify="space-between" gap={4}>
        <Text size="xs" c="dimmed">
          {label}
        </Text>
        <Text size="xs">
          {text.ofAll(write(part), write(whole))} · {format.percent(share)}
        </Text>
      </Group>
      <Progress
        value={Math.min(1, share) * 100}
        color={share >= highShare ? "yellow" : "blue"}
        size={5}
        aria-label={label}
      />
    </div>
  );
}
