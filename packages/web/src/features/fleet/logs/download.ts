import type { BufferedLine } from "./line-buffer.ts";

/** Lines as a file holds them: time, name where there are several logs, text. */
export function fileText(lines: readonly BufferedLine[], names: readonly string[]): string {
  return lines
    .map(({ at, source, text }) =>
      [at ?? "-", ...(names.length === 0 ? [] : [names[source] ?? ""]), text].join(" "),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** Gives the browser a text to keep as a file. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
