import type { NodeItem } from "@halcyon/contracts";
import { useMessages } from "#i18n/messages.ts";
import { StateMark } from "#ui/state.tsx";
import { fleetMessages } from "../messages.ts";

/** Whether a node works, and whether it takes work. */
export function NodeMark({ node }: { readonly node: Pick<NodeItem, "ready" | "unschedulable"> }) {
  const text = useMessages(fleetMessages);
  const words = [node.ready ? text.ready : text.notReady, ...(node.unschedulable ? [text.cordoned] : [])];
  return (
    <StateMark tone={!node.ready ? "bad" : node.unschedulable ? "warn" : "good"} label={words.join(" · ")} />
  );
}
