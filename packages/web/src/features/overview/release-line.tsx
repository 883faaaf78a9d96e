import type { Release } from "@halcyon/contracts";
import { Text } from "@mantine/core";
import { useMessages } from "#i18n/messages.ts";
import { HrefLink } from "#ui/href-link.tsx";
import { StateMark } from "#ui/state.tsx";
import { overviewMessages } from "./messages.ts";

interface ReleaseLineProps {
  readonly release: Release;
  /** Whose targets' drift is told; null: of all. */
  readonly room: string | null;
}

/** A release in its one sentence, and what others changed under it. */
export function ReleaseLine({ release: { id, sentence, targets }, room }: ReleaseLineProps) {
  const text = useMessages(overviewMessages);
  const drifted = targets.filter(
    (target) => target.drift !== null && (room === null || target.room === room),
  );
  return (
    <div>
      <Text size="sm" className="breaks">
        <HrefLink href={`/releases/${encodeURIComponent(id)}`} className="href-link in-text">
          {id}
        </HrefLink>{" "}
        {sentence}
      </Text>
      {drifted.map(({ target, drift }) => (
        <Text key={target} size="sm" className="breaks">
          <StateMark tone="bad" label={text.driftOf(target, drift?.what ?? "", drift?.who ?? "")} />
        </Text>
      ))}
    </div>
  );
}
