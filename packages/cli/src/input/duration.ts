import { InvalidArgumentError } from "commander";

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * A length of time as people type it, in seconds: `90s`, `5m`, `1h30m`, `2d`. A bare number is in `unit`.
 * @throws InvalidArgumentError for anything else
 */
export function parseDuration(text: string, unit: "s" | "m" | "h"): number {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * (secondsOf[unit] ?? 1);
  if (!/^(\d+(\.\d+)?[smhd])+$/.test(trimmed)) {
    throw new InvalidArgumentError(`'${text}' is no length of time. Write 90s, 5m, 1h30m or 2d.`);
  }
  let seconds = 0;
  for (const [, count, name] of trimmed.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)) {
    seconds += Number(count) * (secondsOf[name ?? ""] ?? 0);
  }
  return seconds;
}

/**
 * A moment that has been, as people type it: an ISO date and time, or how long ago: `2h`.
 * @returns ISO 8601 in UTC
 * @throws InvalidArgumentError for anything else
 */
export function parsePast(text: string, now: Date): string {
  const at = parseMoment(text, now);
  return /^\d{4}-/.test(text) ? at : new Date(2 * now.getTime() - Date.parse(at)).toISOString();
}

/**
 * A moment as people type it: an ISO date and time, or a length of time from now with or without `+`: `+4h`.
 * @returns ISO 8601 in UTC
 * @throws InvalidArgumentError for anything else
 */
export function parseMoment(text: string, now: Date): string {
  const length = text.trim().replace(/^\+/, "");
  if (/^(\d+(\.\d+)?[smhd])+$/.test(length)) {
    return new Date(now.getTime() + parseDuration(length, "s") * 1_000).toISOString();
  }
  const at = /^\d{4}-\d{2}-\d{2}/.test(length) ? Date.parse(length) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new InvalidArgumentError(
      `'${text}' is no moment. Write 2026-12-24T18:00, or +4h for four hours from now.`,
    );
  }
  return new Date(at).toISOString();
}
