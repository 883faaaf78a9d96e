import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "#ui/messages.ts";
import { highShare } from "#ui/meter.tsx";

interface CellMeterProps {
  readonly part: number;
  readonly whole: number;
  /** How an amount is written. */
  readonly write: (amount: number) => string;
}

/** A part of a whole in a row: a bar, its share, and both amounts on hover. */
export function CellMeter({ part, whole, write }: CellMeterProps) {
  const text = useMessages(uiMessages);
  const format = useFormat();
  const share = whole === 0 ? 0 : part / whole;
  return (
    <span title={text.ofAll(write(part), write(whole))}>
      <span className={share >= highShare ? "cell-meter high" : "cell-meter"} aria-hidden="true">
        <span style={{ width: `${Math.min(1, share) * 100}%` }} />
      </span>
      {format.percent(share)}
    </span>
  );
}
