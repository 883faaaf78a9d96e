import { isMap, isScalar } from "yaml";
import { readYaml } from "./yaml.ts";

/**
 * The spec with another image and every other character as it was, comments included.
 * @throws Error when the text has no image; a stored version always has one
 */
export function setImage(text: string, image: string): string {
  const result = readYaml(text);
  const contents = result.ok ? result.read.document.contents : null;
  const node = isMap(contents) ? contents.get("image", true) : null;
  if (!isScalar(node) || node.range == null) throw new Error("the spec has no image to change");
  const [begin, end] = node.range;
  return text.slice(0, begin) + image + text.slice(end);
}
