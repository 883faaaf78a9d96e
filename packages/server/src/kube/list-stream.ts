import { KubeError } from "./errors.ts";
import type { KubeList } from "./types.ts";

/**
 * Reads a list answer item by item as its bytes arrive. A page of 500 pods is megabytes of JSON: parsed in one go
 * it holds the event loop for tens of milliseconds and leaves that much garbage; cut into items each parse takes
 * microseconds and the loop turns between chunks. What the caller does not read (`managedFields` alone is often half
 * of an object) is cut out before parsing, and so costs neither time nor memory.
 *
 * Relies on what the API server sends: one object whose `items` is an array of objects.
 */

const quote = 0x22;
const colon = 0x3a;
const comma = 0x2c;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Depth of brackets: 1 in the list, 2 in `items`, 3 in an item. */
const inList = 1;
const inItems = 2;
const inItem = 3;

/** An item of a custom resource may hold 1.5 MiB in etcd; anything far above is not a Kubernetes object. */
const maxItemBytes = 16 * 1024 * 1024;
const itemsKey = Buffer.from("items");

export interface ListReader {
  /** Hands over each item that is complete in what has come so far. @throws KubeError */
  push(chunk: Uint8Array, each: (item: unknown) => void): void;
  /** The list without its items. @throws KubeError when the answer ended early or is no list */
  end(): KubeList<never>;
}

/**
 * Cuts one list answer into items.
 * @param leaveOut keys, anywhere inside an item's own fields, whose objects and arrays come empty
 */
export function createListReader(leaveOut: readonly string[] = []): ListReader {
  const unwanted = keysByLength(leaveOut);
  /** The list's own JSON, without what is inside `items`. */
  const frame = byteCollector(64 * 1024);
  /** The bytes of the item under way; reused for each. */
  const item = byteCollector(maxItemBytes);
  let depth = 0;
  let withinItems = false;
  /** Depth at which what is being left out began; 0 when nothing is. */
  let leavingOut = 0;
  let inString = false;
  let escaped = false;
  /** The last string's bytes, as far as they may be a key that matters. */
  // One more than the longest, so that a longer string is not taken for it.
  const key = Buffer.alloc(Math.max(unwanted.length, itemsKey.length + 1));
  let keyLength = 0;
  /** The last string was a key: what begins now is its value. */
  let afterKey = false;

  function isUnwanted(): boolean {
    for (const candidate of unwanted[keyLength] ?? none)
      if (sameBytes(key, keyLength, candidate)) return true;
    return false;
  }

  function keep(chunk: Buffer, from: number, to: number): void {
    if (from >= to || leavingOut !== 0) return;
    if (!withinItems) frame.add(chunk, from, to);
    else if (depth >= inItem) item.add(chunk, from, to);
  }

  return {
    push(bytes, each) {
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const { length } = chunk;
      /** Start of what is not yet kept. */
      let from = 0;
      let at = 0;
      while (at < length) {
        if (inString) {
          // The bulk of all bytes: as little as possible per byte.
          const start = at;
          if (escaped) {
            escaped = false;
            at++;
          }
          let byte = 0;
          while (at < length) {
            byte = chunk[at] as number;
            if (byte === quote) break;
            at += byte === backslash ? 2 : 1;
          }
          const end = Math.min(at, length);
          if (leavingOut === 0) {
            for (let copy = start; copy < end && keyLength < key.length; copy++) {
              key[keyLength++] = chunk[copy] as number;
            }
          }
          if (at < length) {
            inString = false;
            at++;
          } else if (at > length) {
            escaped = true;
          }
          continue;
        }
        const byte = chunk[at] as number;
        if (byte === quote) {
          inString = true;
          keyLength = 0;
          afterKey = false;
        } else if (byte === colon) {
          afterKey = true;
        } else if (byte === comma) {
          afterKey = false;
        } else if (byte === openBrace || byte === openBracket) {
          depth++;
          if (!withinItems) {
            if (
              afterKey &&
              depth === inItems &&
              byte === openBracket &&
              sameBytes(key, keyLength, itemsKey)
            ) {
              keep(chunk, from, at + 1);
              from = at + 1;
              withinItems = true;
            }
          } else if (depth === inItem) {
            from = at;
          } else if (afterKey && leavingOut === 0 && depth > inItem + 1 && isUnwanted()) {
            keep(chunk, from, at + 1);
            from = at + 1;
            leavingOut = depth;
          }
          afterKey = false;
        } else if (byte === closeBrace || byte === closeBracket) {
          depth--;
          if (leavingOut !== 0) {
            if (depth < leavingOut) {
              leavingOut = 0;
              from = at;
            }
          } else if (withinItems && depth === inItems) {
            item.add(chunk, from, at + 1);
            each(parse(item.take()));
            from = at + 1;
          } else if (withinItems && depth === inList) {
            withinItems = false;
            from = at;
          }
        }
        at++;
      }
      keep(chunk, from, length);
    },
    end() {
      if (depth !== 0 || inString)
        throw new KubeError({ kind: "protocol", message: "the list ended in the middle" });
      const list = parse(frame.take()) as Partial<KubeList<never>> | null;
      if (typeof list?.metadata?.resourceVersion !== "string") {
        throw new KubeError({ kind: "protocol", message: "the answer is not a Kubernetes list" });
      }
      return list as KubeList<never>;
    },
  };
}

const none: readonly Buffer[] = [];

/** Keys as bytes, at the index of their length: a lookup must cost next to nothing, as there is one per bracket. */
function keysByLength(keys: readonly string[]): (Buffer[] | undefined)[] {
  const found: (Buffer[] | undefined)[] = [];
  for (const bytes of keys.map((each) => Buffer.from(each))) (found[bytes.length] ??= []).push(bytes);
  return found;
}

function sameBytes(buffer: Buffer, length: number, wanted: Buffer): boolean {
  if (length !== wanted.length) return false;
  for (let at = 0; at < length; at++) if (buffer[at] !== wanted[at]) return false;
  return true;
}

/** Collects bytes in one buffer that grows as needed and is used again. */
function byteCollector(most: number) {
  let buffer = Buffer.allocUnsafeSlow(4096);
  let length = 0;
  return {
    add(chunk: Buffer, from: number, to: number): void {
      const needed = length + to - from;
      if (needed > most)
        throw new KubeError({ kind: "protocol", message: "a part of the list is too large" });
      if (needed > buffer.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(needed, buffer.length * 2));
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      chunk.copy(buffer, length, from, to);
      length = needed;
    },
    take(): string {
      const text = buffer.toString("utf8", 0, length);
      length = 0;
      return text;
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new KubeError({ kind: "protocol", message: "the list is not valid JSON", cause: error });
  }
}
