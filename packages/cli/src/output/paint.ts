import { styleText } from "node:util";

/** Colours; each is the text itself when colour is off. Never the only signal: words say the same. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  note(text: string): string;
}

/** Colours for a stream that is a terminal, or none. */
export function createPaint(enabled: boolean): Paint {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    enabled && text !== "" ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: style("bold"),
    dim: style("dim"),
    good: style("green"),
    warn: style("yellow"),
    bad: style("red"),
    note: style("cyan"),
  };
}
