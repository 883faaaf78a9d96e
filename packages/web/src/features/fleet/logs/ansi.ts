/**
 * What a log line shows. Programs colour their lines with terminal codes (ECMA-48); the sixteen colours and a few styles are
 * kept as classes, everything else that steers a terminal or turns the direction of text is left out: a line can only be read.
 */
export interface Segment {
  readonly text: string;
  /** Space-separated classes; empty for plain text. */
  readonly look: string;
}

export interface ReadLine {
  /** What can be read, for searching and for files. */
  readonly text: string;
  /** Null when all of it is plain. */
  readonly segments: readonly Segment[] | null;
}

// CSI and OSC sequences, other escapes, control characters but tab, and characters that override the direction of text.
const code =
  /\u001b\[([0-9;:?<=>]*)[ -/]*([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?|[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
const anyCode = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

interface Look {
  ink: number | null;
  paper: number | null;
  readonly styles: Set<string>;
}

const styleOf: Readonly<Record<number, string>> = { 1: "bold", 2: "dim", 3: "italic", 4: "underline" };

/** Reads a line as it came from the container. */
export function readLine(raw: string): ReadLine {
  if (!anyCode.test(raw)) return { text: raw, segments: null };
  const segments: Segment[] = [];
  const look: Look = { ink: null, paper: null, styles: new Set() };
  let from = 0;
  const take = (to: number) => {
    const text = raw.slice(from, to);
    const now = lookText(look);
    const last = segments.at(-1);
    if (text === "") return;
    if (last?.look === now) segments[segments.length - 1] = { text: last.text + text, look: now };
    else segments.push({ text, look: now });
  };
  for (const match of raw.matchAll(code)) {
    take(match.index);
    from = match.index + match[0].length;
    if (match[2] === "m") change(look, match[1] ?? "");
  }
  take(raw.length);
  const text = segments.map((segment) => segment.text).join("");
  return { text, segments: segments.every((segment) => segment.look === "") ? null : segments };
}

function lookText({ ink, paper, styles }: Look): string {
  return [
    ...(ink === null ? [] : [`ink-${ink}`]),
    ...(paper === null ? [] : [`paper-${paper}`]),
    ...[...styles].map((style) => `text-${style}`),
  ].join(" ");
}

/** Select Graphic Rendition, ECMA-48 8.3.117. */
function change(look: Look, parameters: string): void {
  const numbers = parameters.split(/[;:]/).map(Number);
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] ?? 0;
    const style = styleOf[number];
    if (number === 0) {
      look.ink = look.paper = null;
      look.styles.clear();
    } else if (style !== undefined) look.styles.add(style);
    else if (number === 22) {
      look.styles.delete("bold");
      look.styles.delete("dim");
    } else if (number === 23) look.styles.delete("italic");
    else if (number === 24) look.styles.delete("underline");
    else if (number === 39) look.ink = null;
    else if (number === 49) look.paper = null;
    else if (number >= 30 && number <= 37) look.ink = number - 30;
    else if (number >= 40 && number <= 47) look.paper = number - 40;
    else if (number >= 90 && number <= 97) look.ink = number - 82;
    else if (number >= 100 && number <= 107) look.paper = number - 92;
    else if (number === 38 || number === 48) {
      // 5;n is one of 256 colours, 2;r;g;b any: the first sixteen are known, the rest stays as it was.
      const color = numbers[at + 1] === 5 ? (numbers[at + 2] ?? 16) : 16;
      if (color < 16) look[number === 38 ? "ink" : "paper"] = color;
      at += numbers[at + 1] === 5 ? 2 : 4;
    }
  }
}
