/** Which field of rendered manifests stands at a place of their YAML. Pure. */
import { isMap, isScalar, isSeq, type Node, parseAllDocuments } from "yaml";

export interface FieldAt {
  /** `Deployment/frontpage` */
  readonly object: string;
  /** `spec.template.spec.containers[0].image` */
  readonly field: string;
}

/** @returns null between objects, and where no value stands */
export function fieldAt(yaml: string, offset: number): FieldAt | null {
  const documents = parseAllDocuments(yaml);
  if (!Array.isArray(documents)) return null;
  const document = documents.find(({ range }) => range[0] <= offset && offset < range[2]);
  if (document === undefined || !isMap(document.contents)) return null;
  const kind = String(document.get("kind"));
  const object = `${kind}/${String(document.getIn(["metadata", "name"]))}`;
  const field = within(document.contents, offset, "");
  return field === null ? null : { object, field };
}

function within(node: Node, offset: number, name: string): string | null {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      if (!isScalar(key) || key.range == null) continue;
      const inner = childName(name, String(key.value));
      const whole = value as Node | null;
      const end = whole?.range?.[1] ?? key.range[1];
      if (offset < key.range[0] || offset >= end) continue;
      if (whole === null || isScalar(whole) || offset < (whole.range?.[0] ?? 0)) return inner;
      return within(whole, offset, inner) ?? inner;
    }
  } else if (isSeq(node)) {
    for (const [index, item] of (node.items as Node[]).entries()) {
      const range = item.range;
      if (range == null || offset < range[0] || offset >= range[1]) continue;
      return within(item, offset, `${name}[${index}]`) ?? `${name}[${index}]`;
    }
  }
  return isScalar(node) ? name : null;
}

/** As the server names fields. */
function childName(name: string, key: string): string {
  if (!/^[A-Za-z_$][-A-Za-z0-9_]*$/.test(key)) return `${name}[${JSON.stringify(key)}]`;
  return name === "" ? key : `${name}.${key}`;
}
