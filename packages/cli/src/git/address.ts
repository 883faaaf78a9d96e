/** What a person may name as a repository, a commit and a path. Nothing of it can become an option of git's. Pure. */
import { usageError } from "../errors.ts";
import type { Protocol } from "./git.ts";

export type Address =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "remote"; readonly url: string; readonly protocol: Protocol };

export const wholeHash = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** @throws CliError when it is neither an address git reads over the network nor could be a folder */
export function parseAddress(text: string): Address {
  if (text === "" || text.startsWith("-") || /\p{C}/u.test(text) || /^[A-Za-z0-9+.-]+::/.test(text)) {
    throw usageError(`'${text}' is no address of a repository.`, "Write https://..., ssh://... or a folder.");
  }
  const [, scheme] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text) ?? [];
  if (scheme === undefined) {
    const remote =
      /^([\w.-]+@)?[A-Za-z0-9][\w.-]*:[^/\\-]/.test(text) || /^[\w.-]+@[A-Za-z0-9][\w.-]*:/.test(text);
    return remote ? { kind: "remote", url: text, protocol: "ssh" } : { kind: "folder", path: text };
  }
  const protocol = (["https", "http", "ssh", "git", "file"] as const).find(
    (one) => one === scheme.toLowerCase(),
  );
  const url = URL.parse(text);
  if (protocol === undefined || url === null) {
    throw usageError(
      `'${text}' is no address Halcyon reads from.`,
      "Write https://..., ssh://... or a folder.",
    );
  }
  // A user name is ssh's business; anywhere else it is half a password, and would be stored with the version.
  if (url.password !== "" || (url.username !== "" && protocol !== "ssh")) {
    throw usageError(
      "The address holds a user name or password.",
      "Leave it out, and let git find it: git help credentials. Nothing was read.",
    );
  }
  if (url.hostname.startsWith("-")) throw usageError(`'${text}' names no host.`);
  return { kind: "remote", url: text, protocol };
}

/**
 * A branch, a tag, or a hash.
 * @throws CliError for what git would read as something else
 */
export function parseCommit(text: string, address: Address): string {
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}._/+@#=-]*$/u.test(text) || /\.\.|@\{|\/\/|\.lock$|\/$/.test(text)) {
    throw usageError(`--commit ${text} names no commit.`, "Write a branch, a tag or a whole hash.");
  }
  const open = address.kind === "remote" && (address.protocol === "http" || address.protocol === "git");
  if (open && !wholeHash.test(text)) {
    throw usageError(
      `${address.protocol}:// is open to change on the way, and '${text}' does not pin what comes.`,
      "Write the whole hash of the commit, or read over https or ssh.",
    );
  }
  return text;
}

/** @throws CliError for what is no path from the top of a repository */
export function parsePath(text: string): string {
  const parts = text.split("/");
  const odd = parts.some((part) => part === "" || part === "." || part === "..");
  if (odd || /\p{C}|\\/u.test(text) || text.length > 400) {
    throw usageError(
      `--path ${text} is no path in a repository.`,
      "Write it from the top of the repository: deploy/halcyon.yaml",
    );
  }
  return text;
}
