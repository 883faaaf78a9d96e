import type { Interner } from "../store/intern.ts";
import type { Projected } from "../store/objects.ts";
import type { ObjectMeta } from "../types.ts";
import { seconds } from "./meta.ts";

/** What is kept of an Event. */
export interface EventRecord extends Projected {
  readonly kind: string;
  /** Name of the object it is about. */
  readonly about: string;
  readonly type: string;
  readonly reason: string;
  /** At most 500 characters. */
  readonly message: string;
  readonly count: number;
  /** When it last happened, seconds since 1970. */
  readonly at: number;
}

interface Event {
  readonly metadata: ObjectMeta;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
  readonly lastTimestamp?: string | null;
  readonly firstTimestamp?: string | null;
  readonly eventTime?: string | null;
}

export function eventProjection(interner: Interner): (event: Event) => EventRecord {
  return (event) => ({
    uid: event.metadata.uid,
    namespace: interner.text(event.metadata.namespace),
    name: event.metadata.name,
    kind: interner.text(event.involvedObject?.kind),
    about: event.involvedObject?.name ?? "",
    type: interner.text(event.type),
    reason: interner.text(event.reason),
    message: (event.message ?? "").slice(0, 500),
    count: event.series?.count ?? event.count ?? 1,
    at: seconds(
      event.series?.lastObservedTime ??
        event.lastTimestamp ??
        event.eventTime ??
        event.firstTimestamp ??
        event.metadata.creationTimestamp,
    ),
  });
}
