import { ActionIcon, Button, Checkbox, Group, Text, TextInput } from "@mantine/core";
import type { KeyboardEvent, ReactNode } from "react";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { logMessages } from "./log-messages.ts";

interface LogToolbarProps {
  readonly choices: ReactNode;
  readonly find: string;
  readonly onFind: (find: string) => void;
  readonly onStep: (direction: 1 | -1) => void;
  /** Which match one is at, from 1; 0 for none. */
  readonly hit: number;
  readonly hits: number;
  readonly only: boolean;
  readonly onOnly: (only: boolean) => void;
  readonly wrap: boolean;
  readonly onWrap: (wrap: boolean) => void;
  readonly times: boolean;
  readonly onTimes: (times: boolean) => void;
  /** Whether more lines may come. */
  readonly live: boolean;
  readonly paused: boolean;
  /** Lines that came since. */
  readonly newer: number;
  readonly onPause: (pause: boolean) => void;
  readonly onDownload: () => void;
}

export function LogToolbar(props: LogToolbarProps) {
  const { choices, find, onFind, onStep, hit, hits, only, onOnly, wrap, onWrap, times, onTimes } = props;
  const { live, paused, newer, onPause, onDownload } = props;
  const text = useMessages(logMessages);
  const format = useFormat();
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) onStep(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") onFind("");
    else return;
    event.preventDefault();
  };
  return (
    <Group gap="xs">
      {choices}
      <TextInput
        data-filter
        size="xs"
        className="log-find"
        value={find}
        onChange={(event) => onFind(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        placeholder={text.find}
        aria-label={text.find}
        spellCheck={false}
        autoComplete="off"
      />
      {find.trim() !== "" && (
        <Group gap={4} wrap="nowrap">
          <Text size="xs" role="status" miw={64}>
            {text.hits(format.number(hit), format.number(hits))}
          </Text>
          <ActionIcon
            variant="default"
            size={28}
            disabled={hits === 0}
            aria-label={text.previousHit}
            onClick={() => onStep(-1)}
          >
            ↑
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={28}
            disabled={hits === 0}
            aria-label={text.nextHit}
            onClick={() => onStep(1)}
          >
            ↓
          </ActionIcon>
          <Checkbox
            size="xs"
            label={text.only}
            checked={only}
            onChange={(event) => onOnly(event.currentTarget.checked)}
          />
        </Group>
      )}
      <Checkbox
        size="xs"
        label={text.wrap}
        checked={wrap}
        onChange={(event) => onWrap(event.currentTarget.checked)}
      />
      <Checkbox
        size="xs"
        label={text.times}
        checked={times}
        onChange={(event) => onTimes(event.currentTarget.checked)}
      />
      {live && (
        <Button size="compact-xs" variant={paused ? "filled" : "default"} onClick={() => onPause(!paused)}>
          {paused
            ? newer > 0
              ? `${text.resume} · ${text.newer(format.number(newer))}`
              : text.resume
            : text.pause}
        </Button>
      )}
      <Button size="compact-xs" variant="default" onClick={onDownload}>
        {text.download}
      </Button>
    </Group>
  );
}
