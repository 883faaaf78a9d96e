/** Who owns an adopted object's fields before and after (Kubernetes API concepts, "Server-Side Apply"). Pure. */
import { fieldManager, isOwnManager, type LiveObject } from "../cluster/objects.ts";

interface Entry {
  readonly manager?: string;
  readonly operation?: string;
  readonly apiVersion?: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: unknown;
}
interface Fields {
  readonly [field: string]: Fields;
}

/** What a person or a tool wrote; controllers keep what is theirs. */
function isForeign({ manager = "", subresource }: Entry): boolean {
  return !isOwnManager(manager) && manager !== "kube-controller-manager" && subresource !== "status";
}

const entriesOf = (object: LiveObject): readonly Entry[] => object.metadata.managedFields ?? [];

/** Everybody beside Halcyon and the controllers, with how many fields each owns. */
export function ownersOf(object: LiveObject): { manager: string; fields: number }[] {
  const owners = new Map<string, number>();
  for (const entry of entriesOf(object).filter(isForeign)) {
    const manager = entry.manager ?? "unknown";
    owners.set(manager, (owners.get(manager) ?? 0) + count(entry.fieldsV1 as Fields | undefined));
  }
  return [...owners].map(([manager, fields]) => ({ manager, fields }));
}

function count(fields: Fields | undefined): number {
  const below = Object.entries(fields ?? {}).filter(([key]) => key !== ".");
  return below.length === 0 ? 1 : below.reduce((sum, [, field]) => sum + count(field), 0);
}

/**
 * managedFields in which everything others owned is Halcyon's apply. The next apply then removes what its manifest does not
 * have, and no other manager shares a field with it: what Halcyon leaves out later really goes.
 * @param options.autoscaled a Deployment's replicas become nobody's but the autoscaler's
 */
export function takenOver(
  object: LiveObject,
  options: { autoscaled: boolean; now: string },
): readonly object[] {
  const { apiVersion } = object;
  let fields: Fields = {};
  const others: Entry[] = [];
  for (const entry of entriesOf(object)) {
    const own = entry.manager === fieldManager && entry.operation === "Apply";
    if (!own && !isForeign(entry)) {
      others.push(entry);
      continue;
    }
    // Another version's fields have other names: they become nobody's.
    const readable = entry.apiVersion === apiVersion || entry.subresource === "scale";
    if (readable) fields = united(fields, wished(entry.fieldsV1 as Fields, object.kind, options.autoscaled));
  }
  return [
    {
      manager: fieldManager,
      operation: "Apply",
      apiVersion,
      time: options.now,
      fieldsType: "FieldsV1",
      fieldsV1: fields,
    },
    ...others,
  ];
}

/** managedFields in which Halcyon's fields are a neutral manager's. */
export function givenBack(object: LiveObject, manager: string): readonly object[] {
  let fields: Fields = {};
  const others: Entry[] = [];
  let time: string | undefined;
  for (const entry of entriesOf(object)) {
    if (!isOwnManager(entry.manager)) others.push(entry);
    else if (entry.apiVersion === object.apiVersion || entry.subresource === "scale") {
      fields = united(fields, withoutMarks(entry.fieldsV1 as Fields));
      time = entry.time ?? time;
    }
  }
  const apiVersion = object.apiVersion;
  return [
    { manager, operation: "Update", apiVersion, time, fieldsType: "FieldsV1", fieldsV1: fields },
    ...others,
  ];
}

/** Metadata that may be taken over, and what is not status. */
function wished(fields: Fields, kind: string | undefined, autoscaled: boolean): Fields {
  const { "f:metadata": metadata, "f:status": _status, "f:spec": spec, ...rest } = withoutMarks(fields);
  const { "f:labels": labels, "f:annotations": annotations } = metadata ?? {};
  const { "f:replicas": replicas, ...specFields } = spec ?? {};
  const sized = replicas !== undefined && !(kind === "Deployment" && autoscaled);
  return {
    ...rest,
    ...(labels === undefined && annotations === undefined
      ? {}
      : {
          "f:metadata": {
            ...(labels === undefined ? {} : { "f:labels": labels }),
            ...(annotations === undefined ? {} : { "f:annotations": annotations }),
          },
        }),
    ...(spec === undefined
      ? {}
      : { "f:spec": { ...specFields, ...(sized ? { "f:replicas": replicas } : {}) } }),
  };
}

/** Annotations and labels that go with the manager. */
const marks =
  /^f:(kubectl\.kubernetes\.io\/last-applied-configuration|meta\.helm\.sh\/.*|([^/]*\.)?halcyon\.dev\/.*)$/;

function withoutMarks(fields: Fields): Fields {
  const { "f:metadata": metadata, ...rest } = fields;
  if (metadata === undefined) return fields;
  const cleaned = Object.fromEntries(
    Object.entries(metadata).map(([part, map]) => [
      part,
      part === "f:labels" || part === "f:annotations"
        ? Object.fromEntries(Object.entries(map).filter(([key]) => !marks.test(key)))
        : map,
    ]),
  );
  return { ...rest, "f:metadata": cleaned };
}

function united(a: Fields, b: Fields): Fields {
  const all: Record<string, Fields> = { ...a };
  for (const [field, below] of Object.entries(b)) all[field] = united(all[field] ?? {}, below);
  return all;
}
