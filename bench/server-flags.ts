import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What ./halcyon gives Node when it starts the server, so that the bar is about what people run. */
export async function serverFlags(): Promise<string[]> {
  const launcher = await readFile(join(import.meta.dirname, "..", "halcyon"), "utf8");
  const line = /exec "\$node"(.*) "\$root\/packages\/server\/src\/main\.ts"/.exec(launcher);
  return (line?.[1] ?? "").split(" ").filter((flag) => flag !== "");
}
