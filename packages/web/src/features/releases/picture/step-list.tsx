/** The picture for a narrow screen: steps under each other, each with the instances it takes, room by room. */
import { Group, Text } from "@mantine/core";
import { useMemo } from "react";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { useGateText } from "../gate-text.ts";
import { gateNames } from "../names.ts";
import { type Place, PictureBox, type PodAt } from "./box.tsx";
import { GateMarks } from "./gate-marks.tsx";
import { type Column, type Layout, layOutSteps } from "./layout.ts";
import { phaseSigns, pictureMessages } from "./messages.ts";
import type { Scene } from "./scene.ts";
import { TargetHead, troubled } from "./target-head.tsx";

interface StepListProps {
  readonly scene: Scene;
  readonly label: string;
  readonly podAt?: PodAt;
  readonly onOpen?: (place: Place) => void;
}

/** Steps shown by themselves: fewer where each takes many instances. */
const shownOf = ({ plan }: Scene) => (plan.total / Math.max(1, plan.steps.length) > 16 ? 3 : 6);
/** Edge of a cell, px. */
const cell = 14;
/** Cells side by side on the narrowest screen. */
const side = 12;

export function StepList({ scene, label, podAt, onOpen }: StepListProps) {
  const text = useMessages(pictureMessages);
  const format = useFormat();
  const layout = useMemo(() => layOutSteps(scene, shownOf(scene), cell), [scene]);
  return (
    <ol className="steps" aria-label={text.caption(label)}>
      {layout.columns.map((column, at) => (
        <li key={column.first} className={column.phase}>
          <Group gap={8}>
            <Text span size="sm" fw={600}>
              <span aria-hidden="true">{phaseSigns[column.phase]} </span>
              {column.first === column.last ? text.step(column.first) : text.steps(column.first, column.last)}
            </Text>
            <Text span size="sm" c="dimmed">
              {text.plus(format.number(column.size))} · {text[column.phase]}
            </Text>
          </Group>
          <StepRows layout={layout} column={column} at={at} podAt={podAt} onOpen={onOpen} />
          <Between column={column} />
        </li>
      ))}
    </ol>
  );
}

function StepRows({
  layout,
  column,
  at,
  podAt,
  onOpen,
}: {
  readonly layout: Layout;
  readonly column: Column;
  readonly at: number;
  readonly podAt: PodAt | undefined;
  readonly onOpen: ((place: Place) => void) | undefined;
}) {
  return layout.rows
    .filter(({ boxes }) => (boxes[at]?.cells.length ?? 0) > 0)
    .map((row) => (
      <Group
        key={row.target.target}
        gap={8}
        wrap="nowrap"
        className={row.status.phase === "unreachable" || troubled(row) ? "unseen" : ""}
      >
        <div style={{ width: 120, flex: "none" }}>
          <TargetHead row={row} brief={column.phase === "done" || column.phase === "later"} />
        </div>
        <PictureBox
          row={row}
          column={column}
          at={at}
          cell={cell}
          columns={side}
          podAt={podAt}
          onOpen={onOpen}
        />
      </Group>
    ));
}

/** The boundary below a step, with what must happen there. */
function Between({ column }: { readonly column: Column }) {
  const gates = useMessages(gateNames);
  const gateText = useGateText();
  const { last, gates: standing, asked, here } = column;
  if (standing.length === 0 && !here) return null;
  return (
    <div className={here ? "between here" : "between"}>
      <GateMarks gates={standing} asked={asked} step={last} />
      <span aria-hidden="true">{standing.map(gateText).join(" · ") || gates.none}</span>
    </div>
  );
}
