/** The frame of a page: its title, what belongs beside it, and what cannot be seen at this moment. */
import type { ClusterFreshness } from "@halcyon/contracts";
import { Alert, Group, Loader, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { appMessages } from "#app/messages.ts";
import { useMessages } from "#i18n/messages.ts";
import { useLate } from "./ago.tsx";
import { uiMessages } from "./messages.ts";

interface PageFrameProps {
  readonly title: ReactNode;
  /** Buttons and badges beside the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function PageFrame({ title, aside, children }: PageFrameProps) {
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Title order={1} size="h3">
          {title}
        </Title>
        {aside !== undefined && (
          <Group gap="xs" miw={0} maw="100%">
            {aside}
          </Group>
        )}
      </Group>
      {children}
    </Stack>
  );
}

/** Names the clusters whose part of an answer is old, and why; nothing when all are fresh. */
export function FreshnessNote({ clusters }: { readonly clusters: readonly ClusterFreshness[] }) {
  const text = useMessages(appMessages);
  const ui = useMessages(uiMessages);
  const troubled = clusters.filter(({ state }) => state !== "fresh");
  if (troubled.length === 0) return null;
  return (
    <Alert color="yellow" title={text.stale} p="xs" role="status">
      {troubled
        .map(({ name, state, reason }) => `${name}: ${ui[state]}${reason === "" ? "" : ` (${reason})`}`)
        .join("; ")}
    </Alert>
  );
}

/** Says that something is on its way, but only once it has taken a while. */
export function Waiting() {
  const text = useMessages(uiMessages);
  return useLate(true) ? <Loader size="sm" role="status" aria-label={text.loading} m="md" /> : null;
}
