/** From YAML to a spec: every error with its line, its column, what is wrong and what to write instead. */
import { type AppSpec, appSpec, appSpecShape, type SpecIssue, type SpecProblem } from "@halcyon/contracts";
import { isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import { explainIssue, type FoundIssue } from "./explain.ts";
import { keyText, pathText, position, type ReadYaml, readYaml } from "./yaml.ts";

/** A spec with the means to say where in its text something stands. */
export interface ParsedSpec {
  readonly spec: AppSpec;
  /** The YAML as it was written. */
  readonly text: string;
  /** Turns problems found later (an unknown room, a forbidden registry) into ones with a place. */
  locate(issues: readonly SpecIssue[]): SpecProblem[];
}

export type ParseResult =
  | { readonly ok: true; readonly parsed: ParsedSpec }
  | { readonly ok: false; readonly problems: readonly SpecProblem[] };

/** Reads a spec. Never throws, whatever the input. Problems are in the order of the text. */
export function parseSpec(input: string | Uint8Array): ParseResult {
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
          message: "a spec is a map of keys",
          hint: "begin with name: frontpage, then team: news",
        },
      ],
    };
  }
  const checked = appSpec.safeParse(read.value);
  if (checked.success) {
    const parsed: ParsedSpec = {
      spec: checked.data,
      text: read.text,
      locate: (issues) => issues.map((issue) => place(read, { ...issue, at: "value" })),
    };
    return { ok: true, parsed };
  }
  const issues = checked.error.issues.flatMap((issue) =>
    explainIssue({ schema: appSpecShape, input: read.value, issue, written: (path) => sourceOf(read, path) }),
  );
  const problems = issues.map((issue) => place(read, issue));
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
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
