/** Where a release stands: its state, and how many of its steps. */
import type { Release } from "@halcyon/contracts";
import { Group, Text } from "@mantine/core";
import { useMessages } from "#i18n/messages.ts";
import { StateBadge, type Tone } from "#ui/state.tsx";
import { releaseMessages } from "./messages.ts";
import { stateNames } from "./names.ts";
import "./picture/picture.css";

const tones: Readonly<Record<Release["state"], Tone>> = {
  planned: "idle",
  approved: "busy",
  running: "busy",
  held: "warn",
  stopped: "bad",
  done: "good",
  "rolled-back": "warn",
  aborted: "warn",
  cancelled: "idle",
  rejected: "bad",
};

export function ReleaseState({ release }: { readonly release: Release }) {
  const text = useMessages(releaseMessages);
  const names = useMessages(stateNames);
  const back = release.state === "running" && release.direction === "back";
  const tone = release.stepLate && release.state === "running" ? "warn" : tones[release.state];
  return <StateBadge tone={tone} label={back ? text.goingBack : names[release.state]} />;
}

/** Parts of the bar at most: more steps share them. */
const parts = 12;

/** Steps in force of all, small. */
export function StepBar({ release }: { readonly release: Release }) {
  const text = useMessages(releaseMessages);
  const { position, steps, stepReady, state } = release;
  const shown = Math.min(parts, steps);
  const at = (position / Math.max(1, steps)) * shown;
  const moving = state === "running" && !stepReady;
  return (
    <Group gap={6} wrap="nowrap" role="img" aria-label={text.stepOf(position, steps)}>
      <span className="step-bar">
        {Array.from({ length: shown }, (_, part) => {
          const reached = part < Math.round(at);
          const last = part === Math.round(at) - 1;
          const name = !reached
            ? ""
            : last && state === "stopped"
              ? "stopped"
              : last && moving
                ? "now"
                : "done";
          // oxlint-disable-next-line no-array-index-key -- a part is its place
          return <span key={part} className={name} />;
        })}
      </span>
      <Text span size="xs" style={{ fontVariantNumeric: "tabular-nums" }}>
        {position}/{steps}
      </Text>
    </Group>
  );
}
