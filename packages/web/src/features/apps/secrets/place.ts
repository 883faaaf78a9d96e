import type { SecretVersion } from "@halcyon/contracts";

/** Where in a store a value is, without the store's number: `vault:news/frontpage/db#password`. */
export function placeOf({ store, path, key }: NonNullable<SecretVersion["source"]>): string {
  return `${store}:${path}${key === null ? "" : `#${key}`}`;
}
