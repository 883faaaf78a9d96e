/** Which pods' lines are shown, each in its colour, and how each stream stands. */
import { UnstyledButton } from "@mantine/core";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { hues } from "./log-lines.tsx";
import { logMessages } from "./log-messages.ts";
import type { SourceState } from "./log-store.ts";

interface LogLegendProps {
  readonly names: readonly string[];
  readonly sources: readonly SourceState[];
  readonly hidden: ReadonlySet<number>;
  readonly onToggle: (source: number) => void;
}

const signs = { opening: "◌", following: "●", ended: "◐", over: "✖" } as const;

export function LogLegend({ names, sources, hidden, onToggle }: LogLegendProps) {
  const text = useMessages(logMessages);
  const format = useFormat();
  return (
    <div className="log-legend" role="group" aria-label={text.pods}>
      {names.map((name, index) => {
        const { stage = "opening", problem, dropped = 0 } = sources[index] ?? {};
        const left = dropped > 0 ? text.dropped(format.number(dropped)) : "";
        const told = [text[stage], problem?.detail ?? "", left].filter((part) => part !== "").join(". ");
        return (
          <UnstyledButton
            key={name}
            className={`log-source hue-${index % hues}`}
            aria-pressed={!hidden.has(index)}
            aria-label={`${text.show(name)}. ${told}`}
            title={told}
            onClick={() => onToggle(index)}
          >
            <span aria-hidden="true">{signs[stage]}</span> {name}
            {stage !== "following" && <small> {text[stage]}</small>}
            {dropped > 0 && <small> −{format.number(dropped)}</small>}
          </UnstyledButton>
        );
      })}
    </div>
  );
}
