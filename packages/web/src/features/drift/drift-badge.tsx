import type { DriftTarget } from "@halcyon/contracts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { StateBadge, type Tone } from "#ui/state.tsx";
import { driftMessages } from "./messages.ts";

const tones: Readonly<Record<DriftTarget["state"], Tone>> = {
  same: "good",
  drifted: "warn",
  unknown: "idle",
  releasing: "busy",
};

/** How one place stands. */
export function DriftBadge({ target }: { readonly target: Pick<DriftTarget, "state" | "open"> }) {
  const text = useMessages(driftMessages);
  const format = useFormat();
  const { state, open } = target;
  return (
    <StateBadge
      tone={tones[state]}
      label={state === "drifted" ? text.findings(format.number(open)) : text[state]}
    />
  );
}

/** How an app stands in all its places: nothing where all are as their versions say. */
export function AppDriftBadge({ targets }: { readonly targets: readonly DriftTarget[] }) {
  const open = targets.reduce((sum, one) => sum + one.open, 0);
  if (open > 0) return <DriftBadge target={{ state: "drifted", open }} />;
  return targets.some(({ state }) => state === "unknown") ? (
    <DriftBadge target={{ state: "unknown", open: 0 }} />
  ) : null;
}
