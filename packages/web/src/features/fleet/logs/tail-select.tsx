import { NativeSelect } from "@mantine/core";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { logMessages } from "./log-messages.ts";

const tails = [200, 1_000, 5_000, 10_000];

/** How many lines a log begins with, as the address says. */
export function tailOf(text: string | undefined): number {
  const tail = Number(text);
  return tails.includes(tail) ? tail : 200;
}

interface TailSelectProps {
  readonly tail: number;
  readonly onTail: (tail: number) => void;
}

export function TailSelect({ tail, onTail }: TailSelectProps) {
  const text = useMessages(logMessages);
  const format = useFormat();
  return (
    <NativeSelect
      size="xs"
      aria-label={text.tail}
      value={String(tail)}
      data={tails.map((count) => ({ value: String(count), label: text.lastLines(format.number(count)) }))}
      onChange={(event) => onTail(Number(event.currentTarget.value))}
    />
  );
}
