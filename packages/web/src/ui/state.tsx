/** How things stand, never by colour alone: a sign, a word and a colour. */
import { Badge, type MantineColor, Tooltip } from "@mantine/core";
import type { ClusterState } from "@halcyon/contracts";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "./messages.ts";

export type Tone = "good" | "busy" | "warn" | "bad" | "idle";

const looks: Readonly<Record<Tone, { readonly sign: string; readonly color: MantineColor }>> = {
  good: { sign: "●", color: "green" },
  busy: { sign: "◐", color: "blue" },
  warn: { sign: "▲", color: "yellow" },
  bad: { sign: "✖", color: "red" },
  idle: { sign: "○", color: "gray" },
};

export function StateBadge({
  tone,
  label,
  title,
}: {
  readonly tone: Tone;
  readonly label: string;
  readonly title?: string;
}) {
  const { sign, color } = looks[tone];
  const badge = (
    <Badge
      color={color}
      variant="light"
      size="sm"
      tt="none"
      leftSection={<span aria-hidden="true">{sign}</span>}
    >
      {label}
    </Badge>
  );
  return title === undefined || title === "" ? badge : <Tooltip label={title}>{badge}</Tooltip>;
}

/** The same in a row of a long list, where hundreds are drawn while somebody scrolls: plain text, no more. */
export function StateMark({
  tone,
  label,
  title,
}: {
  readonly tone: Tone;
  readonly label: string;
  readonly title?: string;
}) {
  return (
    <span className={`state-mark ${tone}`} title={title ?? label}>
      <span aria-hidden="true">{looks[tone].sign}</span> {label}
    </span>
  );
}

export const toneOfCluster: Readonly<Record<ClusterState, Tone>> = {
  fresh: "good",
  stale: "warn",
  unreachable: "bad",
  replaced: "bad",
};

export function ClusterStateBadge({
  state,
  reason,
}: {
  readonly state: ClusterState;
  readonly reason: string;
}) {
  const text = useMessages(uiMessages);
  return <StateBadge tone={toneOfCluster[state]} label={text[state]} title={reason} />;
}
