/** A password, with the hint that Caps Lock is on: the most common reason for a wrong one. */
import { PasswordInput } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "./messages.ts";

interface PasswordFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Tells password managers which one it is. */
  readonly autoComplete: "current-password" | "new-password";
  readonly name?: string;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly autoFocus?: boolean;
}

export function PasswordField({
  label,
  value,
  onChange,
  autoComplete,
  name = autoComplete,
  description,
  error,
  autoFocus = false,
}: PasswordFieldProps) {
  const text = useMessages(uiMessages);
  const [capsLock, setCapsLock] = useState(false);
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));
  return (
    <PasswordInput
      label={label}
      name={name}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={look}
      onKeyUp={look}
      onBlur={() => setCapsLock(false)}
      autoComplete={autoComplete}
      autoFocus={autoFocus}
      required
      spellCheck={false}
      description={capsLock ? <span role="status">⇪ {text.capsLock}</span> : description}
      error={error}
      visibilityToggleButtonProps={{ "aria-label": text.showPassword, tabIndex: 0 }}
    />
  );
}

/** Stands unseen beside a password field, and tells password managers whose password it is. */
export function UsernameOf({ name }: { readonly name: string }) {
  return <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />;
}
