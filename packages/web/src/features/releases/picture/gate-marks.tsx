/** Gates as small marks at a boundary: what kind, and whether it has passed. */
import type { Gate, GateStatus } from "@halcyon/contracts";
import { VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { useMessages } from "#i18n/messages.ts";
import { useGateText } from "../gate-text.ts";
import { pictureMessages } from "./messages.ts";

const pictures: Readonly<Record<Gate["kind"], ReactNode>> = {
  manual: (
    <>
      <circle cx="8" cy="5.5" r="2.5" />
      <path d="M3 13c.6-3 2.6-4 5-4s4.4 1 5 4" />
    </>
  ),
  wait: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3.2l2 1.3" />
    </>
  ),
  http: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M2.5 8h11M8 2.5c-4 4-4 7 0 11M8 2.5c4 4 4 7 0 11" />
    </>
  ),
  cel: <path d="M3 6h10M3 10h10M10.5 3l-5 10" />,
};

/** @param asked the gates' answers where the release stands before them now */
export function GateMarks({
  gates,
  asked,
  step,
}: {
  readonly gates: readonly Gate[];
  readonly asked: readonly GateStatus[] | null;
  readonly step: number;
}) {
  const text = useMessages(pictureMessages);
  const gateText = useGateText();
  if (gates.length === 0) return null;
  const shown = gates.map((gate, at) => {
    const answer = asked?.[at];
    const word = answer === undefined ? "" : answer.passed ? text.gatePassed : text.gateWaits;
    return { gate, answer, title: [gateText(gate), word].filter((part) => part !== "").join(": ") };
  });
  return (
    <>
      {shown.map(({ gate, answer, title }, at) => (
        <span
          // oxlint-disable-next-line no-array-index-key -- gates have no other name than their place
          key={at}
          className={`gate${answer === undefined ? "" : answer.passed && gate.kind !== "manual" ? " passed" : " waits"}`}
          title={title}
          aria-hidden="true"
        >
          <svg width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.3">
            {pictures[gate.kind]}
          </svg>
        </span>
      ))}
      <VisuallyHidden>{text.gateAfter(step, shown.map(({ title }) => title).join("; "))}</VisuallyHidden>
    </>
  );
}
