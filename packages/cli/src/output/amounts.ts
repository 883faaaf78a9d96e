/** Thousandths of a core as cores: `0.5`, `32`. */
export function cores(milli: number): string {
  return String(Math.round(milli / 10) / 100);
}

/** Bytes as Gi, with a decimal while small: `1.5Gi`, `128Gi`. */
export function gibibytes(bytes: number): string {
  const value = bytes / 1024 ** 3;
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)}Gi`;
}

/** Names joined as people list them. */
export function listed(names: readonly string[]): string {
  return names.join(", ");
}

/** `1 instance`, `3 instances`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
