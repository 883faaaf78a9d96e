import type { ClusterState } from "@halcyon/contracts";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "#ui/messages.ts";
import { StateMark, toneOfCluster } from "#ui/state.tsx";

interface ClusterMarkProps {
  readonly state: ClusterState;
  readonly reason: string;
}

/** How far the view of a cluster can be believed, in a row. */
export function ClusterMark({ state, reason }: ClusterMarkProps) {
  const text = useMessages(uiMessages);
  return (
    <StateMark tone={toneOfCluster[state]} label={text[state]} title={reason === "" ? text[state] : reason} />
  );
}
