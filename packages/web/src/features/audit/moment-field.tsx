import { TextInput } from "@mantine/core";

interface MomentFieldProps {
  readonly label: string;
  /** ISO 8601; undefined: any. */
  readonly value: string | undefined;
  readonly onChange: (value: string | null) => void;
}

/** A moment, to the minute, on the clock of who looks. */
export function MomentField({ label, value, onChange }: MomentFieldProps) {
  return (
    <TextInput
      label={label}
      type="datetime-local"
      size="xs"
      value={localMinute(value)}
      onChange={({ currentTarget }) => {
        const at = new Date(currentTarget.value);
        onChange(Number.isNaN(at.getTime()) ? null : at.toISOString());
      }}
    />
  );
}

/** What `datetime-local` takes: 2026-11-25T14:03, without a zone. */
function localMinute(value: string | undefined): string {
  const at = new Date(value ?? "");
  if (Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
