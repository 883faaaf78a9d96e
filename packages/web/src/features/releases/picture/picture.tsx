/** A release as people see it: rooms × steps × instances. A table where there is room for one, else a list of steps. */
import { Box, Text } from "@mantine/core";
import { useElementSize, useMediaQuery } from "@mantine/hooks";
import { useMemo } from "react";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { phaseNames } from "../names.ts";
import { type Place, PictureBox, type PodAt } from "./box.tsx";
import { GateMarks } from "./gate-marks.tsx";
import { type Column, columnWidths, layOut } from "./layout.ts";
import { Legend } from "./legend.tsx";
import { phaseSigns, pictureMessages } from "./messages.ts";
import type { Scene } from "./scene.ts";
import { StepList } from "./step-list.tsx";
import { Amount, TargetHead, troubled } from "./target-head.tsx";
import "./picture.css";

interface PictureProps {
  readonly scene: Scene;
  /** What it is of, for who cannot see it. */
  readonly label: string;
  readonly podAt?: PodAt;
  /** Someone wants to see the pods of a box. */
  readonly onOpen?: (place: Place) => void;
}

/** Room beside the steps' columns: the targets' names, and the amounts. */
const beside = { names: 156, amounts: 280 };
/** Whether anything is known of what runs: a plan that is being made has no amounts. */
const observed = (scene: Scene) => scene.targets.some(({ observedAt }) => observedAt !== null);

export function Picture(props: PictureProps) {
  const narrow = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  return (
    <Box>
      {narrow ? <StepList {...props} /> : <StepTable {...props} />}
      <Legend scene={props.scene} />
    </Box>
  );
}

function StepTable({ scene, label, podAt, onOpen }: PictureProps) {
  const text = useMessages(pictureMessages);
  const phases = useMessages(phaseNames);
  const { ref, width } = useElementSize();
  const amounts = observed(scene);
  const free = Math.max(200, width - beside.names - (amounts ? beside.amounts : 0));
  const layout = useMemo(() => layOut(scene, free), [scene, free]);
  const widths = columnWidths(layout);
  const { columns, rows, cell } = layout;
  return (
    <div ref={ref} className="picture">
      {width > 0 && (
        <table aria-label={text.caption(label)}>
          <thead>
            <tr>
              <th scope="col" style={{ width: beside.names, minWidth: beside.names }}>
                {text.room}
              </th>
              {columns.map((column, at) => (
                <ColumnHead key={column.first} column={column} width={widths[at] ?? 0} />
              ))}
              {amounts && (
                <>
                  <th scope="col" className="amount">
                    {text.new}
                  </th>
                  <th scope="col" className="amount">
                    {text.old}
                  </th>
                  <th scope="col" className="says">
                    {text.happens}
                  </th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.target.target} className={rowClass(row)}>
                <th scope="row">
                  <TargetHead row={row} />
                </th>
                {columns.map((column, at) => (
                  <td key={column.first} className={columnClass(column)}>
                    <PictureBox row={row} column={column} at={at} cell={cell} podAt={podAt} onOpen={onOpen} />
                  </td>
                ))}
                {amounts && (
                  <>
                    <td className="amount">
                      <Amount label={text.new} ready={row.status.newReady} all={row.status.newInstances} />
                    </td>
                    <td className="amount">
                      <Amount label={text.old} ready={row.status.oldReady} all={row.status.oldInstances} />
                    </td>
                    <td className="says">
                      <Text
                        size="xs"
                        lineClamp={3}
                        title={row.status.reason ?? ""}
                        {...(row.status.reason === null ? { c: "dimmed" } : {})}
                      >
                        {row.status.reason ?? phases[row.status.phase]}
                      </Text>
                    </td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function rowClass(row: Parameters<typeof troubled>[0]): string {
  return [
    row.opensRoom ? "opens-room" : "",
    troubled(row) ? "trouble" : "",
    row.status.phase === "unreachable" ? "unseen" : "",
  ]
    .filter((name) => name !== "")
    .join(" ");
}

/** Where the release stands, a line is drawn. */
function columnClass({ phase, here }: Column): string {
  return `${phase}${here ? " boundary" : ""}`;
}

function ColumnHead({ column, width }: { readonly column: Column; readonly width: number }) {
  const text = useMessages(pictureMessages);
  const format = useFormat();
  const { first, last, phase, size, gates, asked } = column;
  return (
    <th scope="col" className={columnClass(column)} style={{ width, minWidth: width }}>
      <div className="step-number">
        <span aria-hidden="true">{phaseSigns[phase]}</span>
        <span aria-label={`${first === last ? text.step(first) : text.steps(first, last)}, ${text[phase]}`}>
          {first === last ? first : `${first}–${last}`}
        </span>
      </div>
      <Text size="xs" c="dimmed">
        {text.plus(format.number(size))}
      </Text>
      <div className="step-gates">
        <GateMarks gates={gates} asked={asked} step={last} />
      </div>
    </th>
  );
}
