/**
 * Words that YAML 1.1 and YAML 1.2 read differently. A person who knows one of them means something else than the other
 * reads, so what would be taken in silence is refused, and what is refused anyway is told in these words. Pure.
 */

/** What an unquoted number would have been in YAML 1.1; null where both read the same. */
export function oldNumber(source: string): { readonly read: string; readonly meant: string } | null {
  if (!/^[-+]?0[0-9_]+$/.test(source)) return null;
  const digits = source.replaceAll("_", "");
  const octal = /^[-+]?0[0-7]+$/.test(digits) ? String(Number.parseInt(digits, 8)) : null;
  const read = String(Number(digits));
  return octal === read ? null : { read, meant: octal ?? read };
}

/** What a text that stands for a number or a truth was in YAML 1.1; null where it was text there too. */
export function oldWord(
  text: string,
): { readonly kind: "number" | "boolean"; readonly value: string } | null {
  if (/^(y|yes|on)$/i.test(text)) return { kind: "boolean", value: "true" };
  if (/^(n|no|off)$/i.test(text)) return { kind: "boolean", value: "false" };
  if (/^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+$/.test(text)) {
    const parts = text.replaceAll("_", "").split(":").map(Number);
    const sign = text.startsWith("-") ? -1 : 1;
    return {
      kind: "number",
      value: String(sign * parts.reduce((sum, part) => sum * 60 + Math.abs(part), 0)),
    };
  }
  if (/^[-+]?[0-9][0-9_]*_[0-9_]*$/.test(text)) return { kind: "number", value: text.replaceAll("_", "") };
  return null;
}
