import type { Gate } from "@halcyon/contracts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { gateNames } from "./names.ts";

/** Says a gate in words: "a person says next", "5 min pass", "http://… answers 200", or the expression itself. */
export function useGateText(): (gate: Gate) => string {
  const text = useMessages(gateNames);
  const format = useFormat();
  return (gate) => {
    switch (gate.kind) {
      case "manual":
        return text.manualText;
      case "wait":
        return text.waitText(format.number(gate.minutes));
      case "http":
        return text.httpText(gate.url, gate.status);
      case "cel":
        return gate.expression;
    }
  };
}
