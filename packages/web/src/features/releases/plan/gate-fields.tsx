/** The gates of a plan, one line each. */
import type { Gate } from "@halcyon/contracts";
import { ActionIcon, Button, Card, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMessages } from "#i18n/messages.ts";
import { gateNames } from "../names.ts";
import { type GateDraft, type GateProblem, manualGate } from "./draft.ts";
import { planMessages } from "./messages.ts";

interface GateFieldsProps {
  readonly gates: readonly GateDraft[];
  readonly problems: readonly (GateProblem | null)[];
  /** Steps of the plan as last made; undefined before there is one. */
  readonly steps: number | undefined;
  /** Of the server. */
  readonly error: string | undefined;
  readonly onChange: (gates: readonly GateDraft[]) => void;
}

const kinds = ["manual", "wait", "http", "cel"] as const satisfies readonly Gate["kind"][];
const most = 20;

export function GateFields({ gates, problems, steps, error, onChange }: GateFieldsProps) {
  const text = useMessages(planMessages);
  const change = (at: number, next: GateDraft) =>
    onChange(gates.map((gate, index) => (index === at ? next : gate)));
  return (
    <Stack gap="xs" role="group" aria-label={text.gates}>
      <div>
        <Text size="sm" fw={500}>
          {text.gates}
        </Text>
        <Text size="xs" c="dimmed">
          {gates.length === 0 ? text.noGates : text.gatesHint}
        </Text>
      </div>
      {gates.map((gate, at) => (
        <GateField
          // oxlint-disable-next-line no-array-index-key -- gates have no other name than their place
          key={at}
          gate={gate}
          number={at + 1}
          steps={steps}
          problem={problems[at] ?? null}
          onChange={(next) => change(at, next)}
          onRemove={() => onChange(gates.filter((_, index) => index !== at))}
        />
      ))}
      {error !== undefined && (
        <Text size="sm" c="red" role="alert">
          {error}
        </Text>
      )}
      {gates.length < most && (
        <Button
          size="xs"
          variant="default"
          style={{ alignSelf: "flex-start" }}
          onClick={() =>
            onChange([...gates, { ...manualGate, kind: gates.length === 0 ? "manual" : "wait" }])
          }
        >
          {text.addGate}
        </Button>
      )}
    </Stack>
  );
}

function GateField({
  gate,
  number,
  steps,
  problem,
  onChange,
  onRemove,
}: {
  readonly gate: GateDraft;
  readonly number: number;
  readonly steps: number | undefined;
  readonly problem: GateProblem | null;
  readonly onChange: (gate: GateDraft) => void;
  readonly onRemove: () => void;
}) {
  const text = useMessages(planMessages);
  const names = useMessages(gateNames);
  const nowhere =
    steps !== undefined && gate.after !== "" && (gate.after === "0" || Number(gate.after) >= steps);
  return (
    <Card withBorder p="xs" role="group" aria-label={text.gateNumber(number)}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Select
          size="xs"
          w={120}
          label={text.gateKind}
          value={gate.kind}
          allowDeselect={false}
          data={kinds.map((value) => ({ value, label: names[value] }))}
          onChange={(kind) => onChange({ ...gate, kind: kinds.find((one) => one === kind) ?? "manual" })}
        />
        <TextInput
          size="xs"
          w={86}
          label={text.gateAfter}
          placeholder={text.gateEvery}
          inputMode="numeric"
          value={gate.after}
          onChange={(event) => onChange({ ...gate, after: event.currentTarget.value.replace(/\D/g, "") })}
        />
        <div style={{ flex: 1 }} />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`${text.removeGate}: ${number}`}
          onClick={onRemove}
        >
          ×
        </ActionIcon>
      </Group>
      {nowhere && (
        <Text size="xs" c="red" mt={4}>
          {text.gateNowhere(steps)}
        </Text>
      )}
      <GateValue gate={gate} error={problem === null ? undefined : text[problem]} onChange={onChange} />
    </Card>
  );
}

/** What a kind of gate needs to know. */
function GateValue({
  gate,
  error,
  onChange,
}: {
  readonly gate: GateDraft;
  readonly error: string | undefined;
  readonly onChange: (gate: GateDraft) => void;
}) {
  const text = useMessages(planMessages);
  switch (gate.kind) {
    case "manual":
      return null;
    case "wait":
      return (
        <TextInput
          size="xs"
          mt={6}
          w={120}
          label={text.gateMinutes}
          inputMode="decimal"
          value={gate.minutes}
          error={error}
          onChange={(event) => onChange({ ...gate, minutes: event.currentTarget.value })}
        />
      );
    case "http":
      return (
        <Group gap="xs" mt={6} align="flex-start" wrap="nowrap">
          <TextInput
            size="xs"
            flex={1}
            label={text.gateUrl}
            description={text.gateUrlHint}
            placeholder="https://host/healthz"
            value={gate.url}
            error={error}
            onChange={(event) => onChange({ ...gate, url: event.currentTarget.value })}
          />
          <TextInput
            size="xs"
            w={72}
            label={text.gateStatus}
            description=" "
            inputMode="numeric"
            value={gate.status}
            onChange={(event) => onChange({ ...gate, status: event.currentTarget.value.replace(/\D/g, "") })}
          />
        </Group>
      );
    case "cel":
      return (
        <TextInput
          size="xs"
          mt={6}
          label={text.gateExpression}
          description={text.gateExpressionHint}
          ff="monospace"
          value={gate.expression}
          error={error}
          onChange={(event) => onChange({ ...gate, expression: event.currentTarget.value })}
        />
      );
  }
}
