/** Two texts compared: beside each other, or in one column where there is no room. CodeMirror comes with the first one. */
import { Group, Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { lazy, Suspense } from "react";
import { useMessages } from "#i18n/messages.ts";
import type { MergeProps } from "./editor/merge.tsx";
import { uiMessages } from "./messages.ts";
import { Waiting } from "./page.tsx";

const Merge = lazy(async () => ({ default: (await import("./editor/merge.tsx")).Merge }));
const leastWidth = 680;

export function SideBySide(props: Omit<MergeProps, "narrow">) {
  const text = useMessages(uiMessages);
  const { ref, width } = useElementSize();
  const narrow = width < leastWidth;
  if (props.before === props.after)
    return (
      <Text size="sm" c="dimmed">
        {text.equal}
      </Text>
    );
  return (
    <div ref={ref} role="group" aria-label={`${props.beforeLabel} → ${props.afterLabel}`}>
      <Group grow={!narrow} mb={4} gap="md" aria-hidden="true">
        <Text size="xs" fw={600}>
          − {props.beforeLabel}
        </Text>
        <Text size="xs" fw={600}>
          + {props.afterLabel}
        </Text>
      </Group>
      <Suspense fallback={<Waiting />}>{width > 0 && <Merge {...props} narrow={narrow} />}</Suspense>
    </div>
  );
}
