/** A field of a form: its value, and what is wrong with it once somebody has left it. */
import { useState } from "react";
import type { z } from "zod";

export interface Field {
  readonly value: string;
  readonly set: (value: string) => void;
  readonly valid: boolean;
  /** Empties it, as after its value was used. */
  readonly clear: () => void;
  /** For the input. */
  readonly props: {
    readonly value: string;
    readonly description: string | undefined;
    readonly error: string | undefined;
    readonly onChange: (event: { currentTarget: { value: string } }) => void;
    readonly onBlur: () => void;
  };
}

export interface FieldText {
  /** What to write, in the reader's language; shown in place of the description once it was not followed. */
  readonly rule: string;
  readonly description?: string;
}

/** @param schema the contract's own, so that here and at the server the same is right */
export function useField(schema: z.ZodType, { rule, description }: FieldText, initial = ""): Field {
  const [value, setValue] = useState(initial);
  const [left, setLeft] = useState(false);
  const valid = schema.safeParse(value).success;
  const wrong = left && value !== "" && !valid;
  return {
    value,
    set: setValue,
    valid,
    clear() {
      setValue("");
      setLeft(false);
    },
    props: {
      value,
      description: wrong ? undefined : description,
      error: wrong ? rule : undefined,
      onChange: (event) => setValue(event.currentTarget.value),
      onBlur: () => setLeft(true),
    },
  };
}
