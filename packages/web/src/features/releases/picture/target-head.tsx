/** A target's name and what is particular about it; its amounts. */
import { Text } from "@mantine/core";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { StateBadge, type Tone } from "#ui/state.tsx";
import { phaseNames } from "../names.ts";
import type { Row } from "./layout.ts";
import { pictureMessages } from "./messages.ts";

const shownPhases: Readonly<Partial<Record<Row["status"]["phase"], Tone>>> = {
  stopped: "bad",
  unreachable: "bad",
  skipped: "idle",
};

function wholeNote(
  kind: Row["target"]["kind"],
  text: { readonly wholeTarget: string; readonly wholeDaemonSet: string; readonly wholeJob: string },
): string {
  if (kind === "daemonset") return text.wholeDaemonSet;
  return kind === "job" ? text.wholeJob : text.wholeTarget;
}

/** @param brief the name only */
export function TargetHead({ row, brief = false }: { readonly row: Row; readonly brief?: boolean }) {
  const text = useMessages(pictureMessages);
  const phases = useMessages(phaseNames);
  const format = useFormat();
  const { target, status } = row;
  const tone = shownPhases[status.phase];
  const notes = [
    target.from === null ? text.freshTarget : "",
    target.stepped ? "" : wholeNote(target.kind, text),
    status.replicas === target.replicas
      ? ""
      : text.scaled(format.number(target.replicas), format.number(status.replicas)),
  ].filter((note) => note !== "");
  return (
    <div>
      <Text size="sm" fw={600} style={{ whiteSpace: "nowrap" }}>
        {target.room}
      </Text>
      {target.target !== target.room && (
        <Text size="xs" c="dimmed">
          {target.target}
        </Text>
      )}
      {!brief && tone !== undefined && (
        <StateBadge
          tone={tone}
          label={phases[status.phase]}
          title={status.phase === "unreachable" ? text.lastSeen : (status.reason ?? "")}
        />
      )}
      {!brief &&
        notes.map((note) => (
          <Text key={note} size="xs" c="dimmed">
            {note}
          </Text>
        ))}
    </div>
  );
}

/** "2/3": Ready of those there are. */
export function Amount({
  ready,
  all,
  label,
}: {
  readonly ready: number;
  readonly all: number;
  readonly label: string;
}) {
  const text = useMessages(pictureMessages);
  const format = useFormat();
  return (
    <Text
      span
      size="sm"
      {...(all === 0 ? { c: "dimmed" } : {})}
      aria-label={`${label}: ${text.readyOf(format.number(ready), format.number(all))}`}
    >
      {text.of(format.number(ready), format.number(all))}
    </Text>
  );
}

export const troubled = ({ status }: Row): boolean => status.phase === "stopped" || status.drift !== null;
