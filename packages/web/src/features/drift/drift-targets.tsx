/** Places of apps, each with what differs there and what can be done about it. */
import type { DriftFinding, DriftTarget } from "@halcyon/contracts";
import { Button, Card, Code, Group, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { HrefLink } from "#ui/href-link.tsx";
import { DriftBadge } from "./drift-badge.tsx";
import { IgnoreDialog } from "./ignore-dialog.tsx";
import { driftMessages } from "./messages.ts";
import { PutBackDialog } from "./put-back-dialog.tsx";
import { TakeInDialog } from "./take-in-dialog.tsx";

interface Act {
  readonly kind: "take-in" | "put-back" | "ignore";
  readonly target: DriftTarget;
}

/** @param named with a link to the app: where several are shown */
export function DriftTargets({
  targets,
  named,
}: {
  readonly targets: readonly DriftTarget[];
  readonly named: boolean;
}) {
  const [act, setAct] = useState<Act | null>(null);
  const close = () => setAct(null);
  return (
    <Stack gap="sm">
      {targets.map((target) => (
        <Place
          key={`${target.app} ${target.cluster}`}
          target={target}
          named={named}
          onAct={(kind) => setAct({ kind, target })}
        />
      ))}
      {act?.kind === "take-in" && <TakeInDialog target={act.target} onClose={close} />}
      {act?.kind === "put-back" && <PutBackDialog target={act.target} onClose={close} />}
      {act?.kind === "ignore" && <IgnoreDialog target={act.target} onClose={close} />}
    </Stack>
  );
}

interface PlaceProps {
  readonly target: DriftTarget;
  readonly named: boolean;
  readonly onAct: (kind: Act["kind"]) => void;
}

function Place({ target, named, onAct }: PlaceProps) {
  const text = useMessages(driftMessages);
  const format = useFormat();
  const { may } = useSession();
  const { app, cluster, team, state, open, findings, checkedAt } = target;
  const name = text.place(app, cluster, format.number(target.version));
  return (
    <Card withBorder padding="sm" component="section" aria-label={name}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Text fw={600} size="sm">
            {named ? <HrefLink href={`/apps/${encodeURIComponent(app)}?tab=drift`}>{name}</HrefLink> : name}
          </Text>
          <DriftBadge target={target} />
          <Text size="xs" c="dimmed">
            {target.room} ·{" "}
            {checkedAt === null ? text.neverCompared : text.compared(format.dateTime(checkedAt))}
          </Text>
        </Group>
        {state === "drifted" && open > 0 && (
          <Group gap={6}>
            {may("app.write", team) && (
              <Button size="compact-xs" variant="light" onClick={() => onAct("take-in")}>
                {text.takeIn}
              </Button>
            )}
            {may("release.write", team) && (
              <Button size="compact-xs" variant="light" onClick={() => onAct("put-back")}>
                {text.putBack}
              </Button>
            )}
            {may("app.write", team) && (
              <Button size="compact-xs" variant="default" onClick={() => onAct("ignore")}>
                {text.ignore}
              </Button>
            )}
          </Group>
        )}
      </Group>
      {state === "unknown" && (
        <Text size="sm">{text.unknownSince(format.dateTime(target.since), target.reason)}</Text>
      )}
      {state === "releasing" && (
        <Text size="sm">
          <HrefLink href={`/releases/${encodeURIComponent(target.reason)}`}>
            {text.releasingBy(target.reason)}
          </HrefLink>
        </Text>
      )}
      {findings.length > 0 && <Findings findings={findings} label={name} />}
    </Card>
  );
}

function Findings({
  findings,
  label,
}: {
  readonly findings: readonly DriftFinding[];
  readonly label: string;
}) {
  const text = useMessages(driftMessages);
  return (
    <Table.ScrollContainer minWidth={330}>
      <Table verticalSpacing={4} aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.field}</Table.Th>
            <Table.Th>{text.wanted}</Table.Th>
            <Table.Th>{text.live}</Table.Th>
            <Table.Th>{text.who}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {findings.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td style={{ overflowWrap: "anywhere" }}>
                <Text size="xs" c="dimmed">
                  {one.object}
                </Text>
                <Text size="sm">{one.field}</Text>
                {one.ignored !== null && <Text size="xs">{text.ignored}</Text>}
              </Table.Td>
              {one.field === "" ? (
                <Table.Td colSpan={2}>{one.change === "object-missing" ? text.gone : text.extra}</Table.Td>
              ) : (
                <>
                  <Table.Td>
                    <Value value={one.wanted} />
                  </Table.Td>
                  <Table.Td>
                    <Value value={one.live} />
                  </Table.Td>
                </>
              )}
              <Table.Td>
                <Who finding={one} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Value({ value }: { readonly value: unknown }) {
  const text = useMessages(driftMessages);
  if (value === null) return <Text size="sm">{text.nothing}</Text>;
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  return <Code style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>{shown}</Code>;
}

function Who({ finding }: { readonly finding: DriftFinding }) {
  const text = useMessages(driftMessages);
  const format = useFormat();
  const { manager, operation, changedAt, person, firstSeen } = finding;
  return (
    <>
      <Text size="sm">
        {manager === null ? text.nobody : `${manager} (${operation ?? ""})`}
        {person !== null && ` ${text.forPerson(person)}`}
      </Text>
      <Text size="xs" c="dimmed">
        {changedAt !== null && `${format.dateTime(changedAt)} · `}
        {text.firstSeen(format.dateTime(firstSeen))}
      </Text>
    </>
  );
}
