/** The spec as a form: the same text as in the editor beside it. */
import { Alert, Fieldset, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import type { Check } from "../use-check.ts";
import { setField } from "./edit.ts";
import { type Field, formOf, typed } from "./fields.ts";
import { formMessages } from "./messages.ts";

export interface SpecFormProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly check: Check;
}

export function SpecForm({ text: spec, onChange, check }: SpecFormProps) {
  const text = useMessages(formMessages);
  const format = useFormat();
  const form = formOf(spec);
  if (!form.ok) {
    return (
      <Alert color="red" title={text.broken} role="alert">
        {text.line(format.number(form.line))}: {form.error}
      </Alert>
    );
  }
  return (
    <Stack gap="sm">
      <Text size="xs" c="dimmed">
        {text.about}
      </Text>
      {form.groups.map(({ group, fields }) => (
        <Fieldset key={group} legend={text[group]}>
          <Stack gap="xs">
            {fields.map((field) => (
              <FormField
                // A value that was changed in the YAML is a new field.
                key={`${field.name} ${String(field.value)}`}
                field={field}
                error={check.problems.find(({ path }) => path === field.name)?.message}
                onValue={(words) => onChange(setField(spec, field.path, typed(field.kind, words)))}
              />
            ))}
          </Stack>
        </Fieldset>
      ))}
    </Stack>
  );
}

interface FormFieldProps {
  readonly field: Field;
  readonly error: string | undefined;
  readonly onValue: (words: string) => void;
}

function FormField({ field, error, onValue }: FormFieldProps) {
  const text = useMessages(formMessages);
  const before = field.value === undefined ? "" : String(field.value);
  const [words, setWords] = useState(before);
  const common = { label: field.name, description: field.about, error };
  if (field.kind === "yaml") {
    return (
      <Text size="sm">
        {field.name}: <em>{text.inYaml}</em>
      </Text>
    );
  }
  if (field.choices.length > 0) {
    return (
      <NativeSelect
        {...common}
        value={before}
        data={[{ value: "", label: text.notSaid }, ...field.choices.map(String)]}
        onChange={(event) => onValue(event.currentTarget.value)}
      />
    );
  }
  const done = () => {
    if (words !== before) onValue(words);
  };
  return (
    <TextInput
      {...common}
      value={words}
      placeholder={field.example}
      onChange={(event) => setWords(event.currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === "Enter") done();
      }}
    />
  );
}
