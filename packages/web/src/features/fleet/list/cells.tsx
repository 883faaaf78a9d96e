/** Cells of long lists: plain elements, since dozens of them are made on each step of a scroll. */
import type { ReactNode } from "react";
import { useFormat } from "#i18n/format.ts";
import { useNow } from "#ui/ago.tsx";
import { HrefLink } from "#ui/href-link.tsx";

/** A link in a row. The keyboard opens rows, so it is no stop of its own; it can be opened in another tab, and copied. */
export function CellLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <HrefLink href={href} tabIndex={-1}>
      {children}
    </HrefLink>
  );
}

/** A name whose end tells it from its neighbours: where there is no room, its middle is left out. */
export function CellName({ name }: { readonly name: string }) {
  const at = name.lastIndexOf("-");
  const tail = at > 0 && name.length - at <= 8 ? at : name.length;
  return (
    <span className="cell-name" title={name}>
      <span>{name.slice(0, tail)}</span>
      <span>{name.slice(tail)}</span>
    </span>
  );
}

/** How long something has been there, with the exact time on hover. */
export function CellAge({ at }: { readonly at: string | null }) {
  const format = useFormat();
  const now = useNow();
  if (at === null) return null;
  return (
    <time dateTime={at} title={format.dateTime(at)}>
      {format.duration(Math.max(0, now - Date.parse(at)))}
    </time>
  );
}

/** Texts in one line, all of them on hover. */
export function CellTexts({ texts }: { readonly texts: readonly string[] }) {
  const all = texts.join(", ");
  return <span title={all}>{all}</span>;
}
