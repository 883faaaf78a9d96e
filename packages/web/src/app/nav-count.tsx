import { Badge } from "@mantine/core";

/** A count beside a navigation entry; nothing when there is nothing. */
export function NavCount({ count, label }: { readonly count: number; readonly label: string }) {
  return count === 0 ? null : (
    <Badge size="sm" circle={count < 10} aria-label={label}>
      {count}
    </Badge>
  );
}
