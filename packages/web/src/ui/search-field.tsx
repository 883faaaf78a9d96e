/** A word to narrow by: what is typed counts after a moment of rest, or at once with Enter. */
import { CloseButton, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "./messages.ts";

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
}

const restMs = 300;

export function SearchField({ label, value, onChange, placeholder = "" }: SearchFieldProps) {
  const text = useMessages(uiMessages);
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Somebody went back, or cleared all filters.
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = (next: string, pauseMs: number) => {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(next.trim()), pauseMs);
  };
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      size="xs"
      value={typed}
      spellCheck={false}
      autoCapitalize="none"
      onChange={(event) => tell(event.currentTarget.value, restMs)}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.nativeEvent.isComposing) tell(typed, 0);
      }}
      rightSection={
        typed === "" ? null : (
          <CloseButton size="xs" aria-label={`${text.clear}: ${label}`} onClick={() => tell("", 0)} />
        )
      }
    />
  );
}
