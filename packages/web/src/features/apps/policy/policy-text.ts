/** A policy's sizes as people type them: `5`, `25%`, `1,2,2`, `10%,50%,100%`; nothing for none. */
import type { AppPolicy } from "@halcyon/contracts";

/** A text that means nothing, and why; messages are found by the word. */
export type Misread = "size" | "mixed" | "order" | "step";

export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: Misread };

const isCount = (text: string) => /^[1-9]\d{0,5}$/.test(text);
const isShare = (text: string) => /^(100|[1-9]?\d)%$/.test(text);

export function readLargestStep(text: string): Reading<AppPolicy["largestStep"]> {
  const word = text.trim();
  if (word === "") return { ok: true, value: null };
  if (isCount(word)) return { ok: true, value: Number(word) };
  return isShare(word) ? { ok: true, value: word } : { ok: false, why: "size" };
}

/** Percentages count from the beginning, so each is more than the one before. */
export function readSteps(text: string): Reading<AppPolicy["defaultSteps"]> {
  const words = text.split(/[,，\s]+/).filter((word) => word !== "");
  const [first] = words;
  if (first === undefined) return { ok: true, value: null };
  if (words.every(isCount))
    return { ok: true, value: words.length === 1 ? Number(first) : words.map(Number) };
  if (words.every(isShare)) {
    const shares = words.map((word) => Number.parseInt(word, 10));
    const rises = shares.every((share, at) => share > (shares[at - 1] ?? 0));
    return rises ? { ok: true, value: words } : { ok: false, why: "order" };
  }
  return { ok: false, why: words.every((word) => isCount(word) || isShare(word)) ? "mixed" : "step" };
}

export function writeSize(size: number | string | null): string {
  return size === null ? "" : String(size);
}

export function writeSteps(steps: AppPolicy["defaultSteps"]): string {
  return Array.isArray(steps) ? steps.join(", ") : writeSize(steps);
}
