/** From YAML to a spec: every error with its line, its column, what is wrong and what to write instead. */
import { type AppSpec, appSpec, appSpecShape, type SpecIssue, type SpecProblem } from "@halcyon/contracts";
import { isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import type { z } from "zod";
import {
  type Base,
  baseInWords,
  basesUnder,
  mergeBases,
  mergeOverlay,
  overlayOf,
  valueAt,
} from "../base/merge.ts";
import { leavesOf } from "../explain/leaves.ts";
import { oldNumber } from "./old-yaml.ts";
import { explainIssue, type FoundIssue } from "./explain.ts";
import { keyText, pathText, position, type ReadYaml, readYaml } from "./yaml.ts";

/** A spec with the means to say where in its text something stands. */
export interface ParsedSpec {
  readonly spec: AppSpec;
  /** The YAML as it was written. */
  readonly text: string;
  /** The same as plain values, without any default. */
  readonly written: unknown;
  /** Operations' bases it was read over; those of other teams and rooms among them. */
  readonly bases: readonly Base[];
  /** The spec as it holds in a room: over that room's base too, and with what it says of that room. */
  specIn(room: string): AppSpec;
  /** Where the text says a value that holds in a room. */
  pathIn(room: string, path: readonly PropertyKey[]): readonly PropertyKey[];
  /** Turns problems found later (an unknown room, a forbidden registry) into ones with a place. */
  locate(issues: readonly SpecIssue[]): SpecProblem[];
}

export type ParseResult =
  | { readonly ok: true; readonly parsed: ParsedSpec }
  | { readonly ok: false; readonly problems: readonly SpecProblem[] };

interface Checking<T> {
  readonly schema: z.ZodType<T>;
  /** The schema without the rules that span fields: what messages quote. */
  readonly shape: z.ZodType;
  /** `a spec` */
  readonly what: string;
  /** What is put under the text before it is checked. */
  over?(written: unknown): unknown;
  /** Said of a value that the text does not have: where it is from. */
  origin?(path: readonly PropertyKey[]): string | null;
  /** Where the text says a value of what was checked; at its own path unless told. */
  pathInText?(path: readonly PropertyKey[]): readonly PropertyKey[];
}

type Checked<T> =
  | { readonly ok: true; readonly data: T; readonly read: ReadYaml }
  | { readonly ok: false; readonly problems: readonly SpecProblem[] };

/** Reads YAML that a schema describes. Never throws, whatever the input. Problems are in the order of the text. */
export function checkText<T>(input: string | Uint8Array, checking: Checking<T>): Checked<T> {
  const result = readYaml(input);
  if (!result.ok) return result;
  const { read } = result;
  if (!isMap(read.document.contents)) {
    return {
      ok: false,
      problems: [
        {
          path: "",
          line: 1,
          column: 1,
          message: `${checking.what} is a map of keys`,
          hint:
            checking.what === "a spec"
              ? "begin with name: frontpage, then team: news"
              : "begin with spec: or policy:",
        },
      ],
    };
  }
  const value = checking.over?.(read.value) ?? read.value;
  const checked = checking.schema.safeParse(value);
  if (checked.success) {
    const problems = oldNumbers(read);
    return problems.length === 0 ? { ok: true, data: checked.data, read } : { ok: false, problems };
  }
  const issues = checked.error.issues.flatMap((issue) =>
    explainIssue({
      schema: checking.shape,
      input: value,
      issue,
      written: (path) => sourceOf(read, checking.pathInText?.(path) ?? path),
    }),
  );
  const problems = issues.map((issue) => {
    const origin = checking.origin?.(issue.path) ?? null;
    const path = [...(checking.pathInText?.(issue.path) ?? issue.path)];
    const message = origin === null ? issue.message : `${issue.message} (${origin})`;
    return place(read, { ...issue, path, message });
  });
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/**
 * Reads a spec over operations' bases. Never throws, whatever the input. A room whose base does not fit the spec is a
 * problem like any other.
 */
export function parseSpec(input: string | Uint8Array, bases: readonly Base[] = []): ParseResult {
  const teamOf = (written: unknown) => valueAt(written, ["team"]);
  let under: readonly Base[] = [];
  let written: unknown = null;
  const check = (room?: string) =>
    checkText(input, {
      schema: appSpec,
      shape: appSpecShape,
      what: "a spec",
      over: (value) => {
        written = value;
        under = basesUnder(bases, teamOf(value), room);
        return mergeBases(mergeOverlay(value, room), under);
      },
      pathInText: (path) => pathInRoom(written, room, path),
      origin: (path) => {
        if (valueAt(mergeOverlay(written, room), path) !== undefined) return null;
        const from = under.findLast(({ document }) => valueAt(document.spec, path) !== undefined);
        return from === undefined ? null : `from ${baseInWords(from)}`;
      },
    });
  const whole = check();
  if (!whole.ok) return whole;
  const { data: spec, read } = whole;
  const rooms = new Map<string, AppSpec>();
  for (const room of roomsOtherwise(bases, spec)) {
    const inRoom = check(room);
    if (inRoom.ok) rooms.set(room, inRoom.data);
    else if (Object.hasOwn(spec.replicas, room) || overlayOf(read.value, room) !== null) return inRoom;
  }
  const parsed: ParsedSpec = {
    spec,
    text: read.text,
    written: read.value,
    bases,
    specIn: (room) => rooms.get(room) ?? spec,
    pathIn: (room, path) => pathInRoom(read.value, room, path),
    locate: (issues) => issues.map((issue) => place(read, { ...issue, at: "value" })),
  };
  return { ok: true, parsed };
}

/** Numbers with a leading zero: read as what is written, and an octal number to who knows YAML 1.1. */
function oldNumbers(read: ReadYaml): SpecProblem[] {
  return [...leavesOf(read.value)].flatMap(({ path, value }) => {
    const source = typeof value === "number" ? sourceOf(read, path) : null;
    const old = source === null ? null : oldNumber(source);
    if (old === null) return [];
    const message = `${source} is ${old.read}, and ${old.meant} in YAML 1.1`;
    const hint = `write ${old.read}${old.meant === old.read ? "" : `, or ${old.meant} if that is meant`}`;
    return [place(read, { path: [...path], at: "value", message, hint })];
  });
}

/** Rooms with a base that says something, or with something said of them in the spec. */
function roomsOtherwise(bases: readonly Base[], spec: AppSpec): Set<string> {
  const based = bases
    .filter(({ base, document }) => base.startsWith("room:") && Object.keys(document.spec).length > 0)
    .map(({ base }) => base.slice("room:".length));
  return new Set([...based, ...Object.keys(spec.rooms ?? {})]);
}

/** Where a spec says a value that holds in a room: under `rooms` where it says it there. */
function pathInRoom(
  written: unknown,
  room: string | undefined,
  path: readonly PropertyKey[],
): readonly PropertyKey[] {
  if (room === undefined || path[0] === "rooms") return path;
  const overlay = overlayOf(written, room);
  // A list is replaced as a whole: a rule about one of its items is about the room's list.
  const said = path.findIndex((_, end) => Array.isArray(valueAt(overlay, path.slice(0, end + 1))));
  const there = said >= 0 ? path.slice(0, said + 1) : path;
  return valueAt(overlay, there) === undefined ? path : ["rooms", room, ...path];
}

function place(read: ReadYaml, issue: FoundIssue): SpecProblem {
  const offset = offsetOf(read, issue.path, issue.at);
  return {
    path: pathText(issue.path),
    ...position(read.lines, offset),
    message: issue.message,
    hint: issue.hint,
  };
}

/** A scalar as it was written: 0777 rather than 777. */
function sourceOf(read: ReadYaml, path: readonly PropertyKey[]): string | null {
  const node = read.document.getIn([...path], true);
  return isScalar(node) && typeof node.source === "string" ? node.source : null;
}

/**
 * Where a path stands in the text. A path that goes on where the text ends (a missing key) is placed
 * at the key of the last part that is there, so the reader is sent to the right block.
 */
function offsetOf(read: ReadYaml, path: readonly PropertyKey[], at: "key" | "value"): number {
  let node: Node | null = read.document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [index, part] of path.entries()) {
    const last = index === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && keyText(item.key) === String(part)) as
        | Pair<Node, Node | null>
        | undefined;
      if (pair === undefined) return offset;
      const keyOffset = pair.key.range?.[0] ?? offset;
      node = pair.value;
      // An empty value has no place of its own: its key is what the reader looks for.
      const empty = node === null || (isScalar(node) && node.source === "" && node.value === null);
      offset = (last && at === "key") || empty || !last ? keyOffset : (node?.range?.[0] ?? keyOffset);
    } else if (isSeq(node)) {
      node = (node.items[Number(part)] as Node | undefined) ?? null;
      if (node === null) return offset;
      offset = node.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}
