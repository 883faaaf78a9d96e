/**
 * Changes one value of a spec's text. A value that is there is replaced where it stands, so that not one other character
 * moves; a value that comes or goes is set in the document, which keeps comments, order and style.
 */
import { type Document, isCollection, isScalar, parseDocument, stringify } from "yaml";

export type FieldPath = readonly (string | number)[];
export type FieldValue = string | number | boolean;

/** The text with the value at a path; undefined takes the key away, and what is empty without it. */
export function setField(text: string, path: FieldPath, value: FieldValue | undefined): string {
  const document = parseDocument(text);
  const node: unknown = document.getIn(path, true);
  if (value !== undefined && isScalar(node) && node.range != null && !String(node.type).startsWith("BLOCK")) {
    const [begin, end] = node.range;
    if (end > begin) return text.slice(0, begin) + scalarText(value, node.type) + text.slice(end);
  }
  if (value === undefined) remove(document, path);
  else put(document, path, value);
  return document.toString({ lineWidth: 0, indentSeq: !/^[^\s#][^\n]*:[ \t]*\n- /m.test(text) });
}

function scalarText(value: FieldValue, type: string | undefined): string {
  if (typeof value !== "string") return String(value);
  // Between brackets a comma or a bracket would end it; what stood in double quotes stays in them.
  if (type === "QUOTE_DOUBLE" || /[,[\]{}\n]/.test(value)) return JSON.stringify(value);
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

function put(document: Document, path: FieldPath, value: FieldValue): void {
  for (let depth = 1; depth < path.length; depth += 1) {
    const parent = path.slice(0, depth);
    if (isCollection(document.getIn(parent, true))) continue;
    // A map that was not there, or a key without a value.
    document.setIn(parent, document.createNode({}));
  }
  document.setIn(path, value);
}

function remove(document: Document, path: FieldPath): void {
  if (!document.hasIn(path)) return;
  document.deleteIn(path);
  const parent = path.slice(0, -1);
  const node: unknown = parent.length === 0 ? null : document.getIn(parent, true);
  if (isCollection(node) && node.items.length === 0) remove(document, parent);
}
