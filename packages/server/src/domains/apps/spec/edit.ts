import { type Document, isScalar, stringify } from "yaml";
import { readYaml } from "./yaml.ts";

/**
 * The spec with another value at a path; comments, order and style stay, and a value that was written keeps every other
 * character as it was.
 * @param value undefined removes it
 * @throws Error when the text is no YAML, or the path leads through what is no map; a stored version's text is
 */
export function withSpecValue(text: string, path: readonly (string | number)[], value: unknown): string {
  const result = readYaml(text);
  if (!result.ok) throw new Error("the spec cannot be read");
  const document: Document = result.read.document;
  const node = document.getIn(path, true);
  if (
    isScalar(node) &&
    node.range != null &&
    value !== null &&
    typeof value !== "object" &&
    value !== undefined
  ) {
    const [begin, end] = node.range;
    return text.slice(0, begin) + stringify(value, { lineWidth: 0 }).trimEnd() + text.slice(end);
  }
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, document.createNode(value));
  return document.toString({ lineWidth: 0 });
}
