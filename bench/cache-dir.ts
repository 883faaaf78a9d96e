import { homedir } from "node:os";
import { join } from "node:path";

/** Where what takes long to make is kept between runs: the lab's own cache directory. */
export function cacheDir(): string {
  return process.env["HALCYON_CACHE"] ?? join(homedir(), ".cache", "halcyon");
}
