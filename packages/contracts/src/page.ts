import { z } from "zod";

/** Query part of every list: an opaque cursor and a page size. */
export const pageQuery = {
  cursor: z.string().max(500).optional().describe("`next` of the page before"),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
};

/** A page: its items and the cursor of the page after, null on the last. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}
