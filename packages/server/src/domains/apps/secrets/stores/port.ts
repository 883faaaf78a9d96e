/**
 * Stores outside Halcyon that hold secrets. A new provider is one file with its settings and how it is opened, one test, and
 * one line in `stores.ts`.
 */
import type { z } from "zod";

/** Where a value is in a store. */
export interface StorePlace {
  readonly path: string;
  /** The field of what is at the path; null where a path holds one value. */
  readonly key: string | null;
}

export interface StoredValue {
  /** Never empty. */
  readonly value: string;
  /** The store's own number of it; null for a store that keeps no versions. */
  readonly version: number | null;
}

/**
 * A store answers a value or says why not; it never answers an empty one.
 * @throws HalcyonError app_secret_store_unavailable when it cannot be asked now, app_secret_store_refused when Halcyon may not
 *   read there, app_secret_not_in_store when there is no such value (any more)
 */
export interface OutsideStore {
  /** Whether a place names a key. */
  readonly keyed: boolean;
  /** The newest value at a place. */
  newest(place: StorePlace, signal: AbortSignal): Promise<StoredValue>;
  /** The value of a version as `newest` answered it. */
  read(place: StorePlace, version: number | null, signal: AbortSignal): Promise<string>;
}

/** A provider: its settings as operations write them, and the store they make. */
export interface StoreProvider<Settings> {
  readonly settings: z.ZodType<Settings>;
  open(name: string, settings: Settings): OutsideStore;
}

/** Bytes a value may have; a Kubernetes Secret holds about a megabyte. */
export const largestValue = 400_000;
