import { isMap, isScalar, isSeq } from "yaml";
import { readYaml } from "./yaml.ts";

/**
 * The spec with another image and every other character as it was, comments included. With a container's name, that
 * container's image is meant, else the app's own.
 * @returns null when the text has no such container
 */
export function setImage(text: string, image: string, container?: string): string | null {
  const result = readYaml(text);
  const contents = result.ok ? result.read.document.contents : null;
  if (!isMap(contents)) return null;
  const lists = ["containers", "sidecars", "initContainers"].map((key) => contents.get(key, true));
  const others = lists.flatMap((list) => (isSeq(list) ? list.items.filter(isMap) : []));
  const own = container === undefined || container === contents.get("name");
  const holder = own ? contents : others.find((one) => one.get("name") === container);
  const node = holder?.get("image", true);
  if (!isScalar(node) || node.range == null) return null;
  const [begin, end] = node.range;
  return text.slice(0, begin) + image + text.slice(end);
}
