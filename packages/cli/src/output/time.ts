const units = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
] as const;

/** How long ago, as kubectl says it: `12s`, `5m`, `3h`, `2d`; empty for none. */
export function age(at: string | null | undefined, now: Date): string {
  if (at === null || at === undefined) return "";
  return span(Math.max(0, (now.getTime() - Date.parse(at)) / 1_000));
}

/** Seconds in their largest whole unit, with the next one below while it says something: `1h30m`, `45s`. */
export function span(seconds: number): string {
  const whole = Math.floor(seconds);
  const at = units.findIndex(([, size]) => whole >= size);
  const unit = units[at];
  if (unit === undefined) return "0s";
  const [name, size] = unit;
  const count = Math.floor(whole / size);
  const below = units[at + 1];
  const rest = below === undefined ? 0 : Math.floor((whole - count * size) / below[1]);
  return below === undefined || rest === 0 || count >= 10
    ? `${count}${name}`
    : `${count}${name}${rest}${below[0]}`;
}

/** A moment in the reader's own time zone, to the second: `2026-11-23 16:02:11`. */
export function moment(at: string | null | undefined): string {
  if (at === null || at === undefined) return "";
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
