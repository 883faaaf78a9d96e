/** JSON Patch (RFC 6902) over JSON Pointers (RFC 6901). Pure: the document is copied where it changes. */
import type { PatchOperation } from "@halcyon/contracts";
import { canonicalJson } from "../render/stable.ts";

/** What cannot be done, and at which operation. */
export class JsonPatchError extends Error {
  readonly operation: number;
  constructor(operation: number, message: string) {
    super(message);
    this.operation = operation;
  }
}

type Change = (container: readonly unknown[] | Readonly<Record<string, unknown>>, part: string) => unknown;

/** @throws JsonPatchError for a path that does not exist, and for a test that fails */
export function jsonPatch(document: unknown, operations: readonly PatchOperation[]): unknown {
  return operations.reduce<unknown>((before, operation, index) => {
    try {
      return applied(before, operation);
    } catch (error) {
      if (error instanceof PointerError) throw new JsonPatchError(index, error.message);
      throw error;
    }
  }, document);
}

class PointerError extends Error {}

function applied(document: unknown, { op, path, from = "", value }: PatchOperation): unknown {
  switch (op) {
    case "add":
      return changed(document, path, added(path, value));
    case "remove":
      return changed(document, path, removed(path));
    case "replace":
      return changed(document, path, replaced(path, value));
    case "move":
      if (path.startsWith(`${from}/`)) throw new PointerError(`${from} cannot move into itself`);
      return changed(changed(document, from, removed(from)), path, added(path, valueAt(document, from)));
    case "copy":
      return changed(document, path, added(path, valueAt(document, from)));
    case "test":
      if (canonicalJson(valueAt(document, path)) !== canonicalJson(value)) {
        throw new PointerError(`${path} is not ${JSON.stringify(value)}`);
      }
      return document;
  }
}

const added =
  (path: string, value: unknown): Change =>
  (container, part) => {
    if (!Array.isArray(container)) return { ...container, [part]: value };
    const index = part === "-" ? container.length : indexIn(container, part, path, container.length);
    return [...container.slice(0, index), value, ...container.slice(index)];
  };

const removed =
  (path: string): Change =>
  (container, part) => {
    if (Array.isArray(container)) return container.toSpliced(indexIn(container, part, path), 1);
    if (!Object.hasOwn(container, part)) throw missing(path);
    return Object.fromEntries(Object.entries(container).filter(([key]) => key !== part));
  };

const replaced =
  (path: string, value: unknown): Change =>
  (container, part) => {
    if (Array.isArray(container)) return container.with(indexIn(container, part, path), value);
    if (!Object.hasOwn(container, part)) throw missing(path);
    return { ...container, [part]: value };
  };

/** The document with the container of a path's last part changed. */
function changed(document: unknown, path: string, change: Change): unknown {
  const within = (node: unknown, [part = "", ...rest]: readonly string[]): unknown => {
    if (typeof node !== "object" || node === null) throw missing(path);
    if (rest.length === 0) return change(node as Record<string, unknown>, part);
    if (Array.isArray(node)) {
      const index = indexIn(node, part, path);
      return node.with(index, within(node[index], rest));
    }
    if (!Object.hasOwn(node, part)) throw missing(path);
    const map = node as Record<string, unknown>;
    return { ...map, [part]: within(map[part], rest) };
  };
  return within(document, partsOf(path));
}

function valueAt(document: unknown, path: string): unknown {
  return partsOf(path).reduce<unknown>((node, part) => {
    if (Array.isArray(node)) return node[indexIn(node, part, path)];
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, part)) throw missing(path);
    return (node as Record<string, unknown>)[part];
  }, document);
}

function partsOf(path: string): string[] {
  return path
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function indexIn(list: readonly unknown[], part: string, path: string, last = list.length - 1): number {
  const index = /^(0|[1-9][0-9]*)$/.test(part) ? Number(part) : Number.NaN;
  if (!(index <= last)) throw missing(path);
  return index;
}

function missing(path: string): PointerError {
  return new PointerError(`there is nothing at ${path}`);
}
