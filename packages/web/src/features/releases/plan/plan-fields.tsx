/** How it is released: steps, order, gates, limits, message. */
import type { AppView } from "@halcyon/contracts";
import { Group, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useMessages } from "#i18n/messages.ts";
import { type Draft, type DraftProblems } from "./draft.ts";
import type { PlanField } from "./field-problem.ts";
import { GateFields } from "./gate-fields.tsx";
import { planMessages } from "./messages.ts";
import type { StepsProblem } from "./steps-input.ts";

interface PlanFieldsProps {
  readonly app: AppView | undefined;
  readonly draft: Draft;
  readonly problems: DraftProblems;
  /** Steps of the plan as last made; undefined before there is one. */
  readonly steps: number | undefined;
  /** What the server refuses, by field. */
  readonly errors: Partial<Record<PlanField | "form", string>>;
  readonly onChange: (change: Partial<Draft>) => void;
}

export function PlanFields({ app, draft, problems, steps, errors, onChange }: PlanFieldsProps) {
  const text = useMessages(planMessages);
  const policy = app?.policy;
  const usual = policy?.defaultSteps == null ? "1" : [policy.defaultSteps].flat().join(",");
  const largest = policy?.largestStep;
  return (
    <Stack gap="sm">
      <TextInput
        label={text.steps}
        description={
          <>
            {text.stepsHint} {text.stepsPolicy(usual)}{" "}
            {app === undefined ? "" : largest == null ? text.largestAny : text.largest(String(largest))}
          </>
        }
        placeholder={usual}
        value={draft.steps}
        error={problems.steps === null ? errors.steps : stepsText(text, problems.steps)}
        onChange={(event) => onChange({ steps: event.currentTarget.value })}
      />
      <Group grow gap="xs" align="flex-start">
        <Select
          label={text.order}
          value={draft.order}
          allowDeselect={false}
          data={(["rooms", "across"] as const).map((value) => ({ value, label: text[value] }))}
          onChange={(order) => onChange({ order: order === "across" ? "across" : "rooms" })}
        />
        <Select
          label={text.finishOrder}
          value={draft.finishOrder}
          allowDeselect={false}
          data={(["at-once", "in-order"] as const).map((value) => ({ value, label: text[value] }))}
          onChange={(finish) => onChange({ finishOrder: finish === "in-order" ? "in-order" : "at-once" })}
        />
      </Group>
      <GateFields
        gates={draft.gates}
        problems={problems.gates}
        steps={steps}
        error={errors.gates}
        onChange={(gates) => onChange({ gates })}
      />
      <Group grow gap="xs" align="flex-start">
        <TextInput
          label={`${text.limit} (${text.minutes})`}
          inputMode="decimal"
          value={draft.limitMinutes}
          error={errors.limit}
          onChange={(event) => onChange({ limitMinutes: event.currentTarget.value })}
        />
        <TextInput
          label={`${text.expires} (${text.hours})`}
          inputMode="numeric"
          value={draft.expiresHours}
          error={errors.expires}
          onChange={(event) => onChange({ expiresHours: event.currentTarget.value })}
        />
      </Group>
      <Textarea
        label={text.message}
        description={text.messageHint}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        value={draft.message}
        error={errors.message}
        onChange={(event) => onChange({ message: event.currentTarget.value })}
      />
    </Stack>
  );
}

function stepsText(
  text: ReturnType<typeof useMessages<(typeof planMessages)["en"]>>,
  problem: StepsProblem,
): string {
  switch (problem.problem) {
    case "stepsRise":
      return text.stepsRise(problem.part, problem.before);
    case "stepsWhole":
    case "stepsPercent":
      return text[problem.problem](problem.part);
    default:
      return text[problem.problem];
  }
}
