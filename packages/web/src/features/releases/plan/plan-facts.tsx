/** What a plan says besides its steps: images, targets with their floors, order, limits. */
import type { Plan } from "@halcyon/contracts";
import { Alert, List, Stack, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useFormat } from "#i18n/format.ts";
import { type Translated, useMessages } from "#i18n/messages.ts";
import { useGateText } from "../gate-text.ts";
import { releaseMessages } from "../messages.ts";
import { gateNames } from "../names.ts";
import { planMessages } from "./messages.ts";
import { boundariesOf, sizesSaid } from "./said.ts";

type PlanText = Translated<(typeof planMessages)["en"]>;

function imagesOf({ images: { from, to } }: Plan, text: PlanText): string {
  const [before, after] = [from.join(", "), to.join(", ")];
  return before === after ? text.unchanged(after) : `${before || text.nothing} → ${after}`;
}

function howOf({ kind, stepped }: Plan["targets"][number], text: PlanText): string {
  if (kind === "daemonset") return text.wholeDaemonSet;
  if (kind === "job") return text.wholeJob;
  if (!stepped) return text.whole;
  return kind === "statefulset" ? text.steppedDown : text.stepped;
}

export function PlanFacts({ plan, hash }: { readonly plan: Plan; readonly hash: string }) {
  const text = useMessages(planMessages);
  const format = useFormat();
  const facts: readonly (readonly [string, ReactNode])[] = [
    [text.images, imagesOf(plan, text)],
    [text.instances, text.inTargets(format.number(plan.total), format.number(plan.targets.length))],
    [text.order, text[plan.order]],
    [text.steps, sizesSaid(plan.steps.map(({ size }) => size))],
    [text.gates, <GateLines key="gates" plan={plan} />],
    [text.finishOrder, text[plan.finishOrder]],
    [text.limit, format.duration(plan.stepTimeLimitSeconds * 1000)],
    [
      text.least,
      plan.leastDurationSeconds === 0
        ? text.leastNone
        : text.leastWait(format.duration(plan.leastDurationSeconds * 1000)),
    ],
    [text.expires, format.duration(plan.expiresInHours * 3_600_000)],
    [
      text.hash,
      <Text key="hash" span size="xs" ff="monospace" style={{ overflowWrap: "anywhere" }}>
        {hash}
      </Text>,
    ],
  ];
  return (
    <Table withRowBorders={false} verticalSpacing={2} layout="auto">
      <Table.Tbody>
        {facts.map(([label, value]) => (
          <Table.Tr key={label}>
            <Table.Th w={140} c="dimmed" fw={400} style={{ verticalAlign: "top" }}>
              {label}
            </Table.Th>
            <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What stands between the steps, a line for each stretch of boundaries with the same gates. */
function GateLines({ plan }: { readonly plan: Plan }) {
  const names = useMessages(gateNames);
  const gateText = useGateText();
  const boundaries = boundariesOf(plan);
  if (boundaries.length === 0) return <>{names.none}</>;
  return boundaries.map(({ first, last, gates }) => (
    <Text key={first} size="sm">
      {boundaries.length === 1
        ? names.at
        : first === last
          ? names.afterStep(first)
          : names.afterSteps(first, last)}
      : {gates.map(gateText).join(" · ") || names.none}
    </Text>
  ));
}

export function PlanTargets({ plan }: { readonly plan: Plan }) {
  const text = useMessages(planMessages);
  const words = useMessages(releaseMessages);
  const format = useFormat();
  return (
    <Table.ScrollContainer minWidth={480} type="native" role="region" aria-label={text.target} tabIndex={0}>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.target}</Table.Th>
            <Table.Th>{text.workload}</Table.Th>
            <Table.Th>{text.runs}</Table.Th>
            <Table.Th ta="right">{text.replicas}</Table.Th>
            <Table.Th ta="right">{text.floor}</Table.Th>
            <Table.Th>{text.how}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {plan.targets.map((target) => (
            <Table.Tr key={target.target}>
              <Table.Td>{target.target}</Table.Td>
              <Table.Td>
                {target.namespace}/{target.workload}
              </Table.Td>
              <Table.Td>{target.from === null ? text.nothing : words.version(target.from)}</Table.Td>
              <Table.Td ta="right">{format.number(target.replicas)}</Table.Td>
              <Table.Td ta="right">
                {format.number(Math.max(0, target.replicas - target.unavailable))}
              </Table.Td>
              <Table.Td>{howOf(target, text)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

export function PlanWarnings({ warnings }: { readonly warnings: readonly string[] }) {
  const text = useMessages(planMessages);
  if (warnings.length === 0) return null;
  return (
    <Alert color="yellow" title={text.warnings} p="xs">
      <List size="sm">
        {warnings.map((warning) => (
          <List.Item key={warning}>{warning}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** All of a plan that is not its steps. */
export function PlanDetails({ plan, hash }: { readonly plan: Plan; readonly hash: string }) {
  return (
    <Stack gap="sm">
      <PlanFacts plan={plan} hash={hash} />
      <PlanTargets plan={plan} />
      <PlanWarnings warnings={plan.warnings} />
    </Stack>
  );
}
