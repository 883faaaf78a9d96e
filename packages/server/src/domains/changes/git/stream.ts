/** Commits as `git fast-import` reads them (git-fast-import(1), "Input format"). */
import { type Commit, committer } from "./commit.ts";

/**
 * The stream of commits on one branch, each the parent of the next.
 * @param parent commit the first one follows; null: it begins the history
 * Each commit's id comes back on standard output, one a line.
 */
export function* fastImport(
  branch: string,
  parent: string | null,
  commits: readonly Commit[],
): Generator<string> {
  // Without `done` at its end a stream is broken: one that was cut off changes nothing.
  yield "feature done\n";
  for (const [index, commit] of commits.entries()) {
    const mark = index + 1;
    const time = `${commit.seconds} +0000`;
    yield `commit ${branch}\nmark :${mark}\n` +
      `author ${commit.author.name} <${commit.author.email}> ${time}\n` +
      `committer ${committer.name} <${committer.email}> ${time}\n` +
      data(commit.message) +
      (index === 0 && parent !== null ? `from ${parent}\n` : "") +
      commit.removed.map((path) => `D ${quoted(path)}\n`).join("") +
      commit.files.map(({ path, text }) => `M 100644 inline ${quoted(path)}\n${data(text)}`).join("") +
      `\nget-mark :${mark}\n`;
  }
  yield "done\n";
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text, "utf8")}\n${text}\n`;
}

/** Paths are made of names Kubernetes allows; quoted all the same, as a path of any bytes may be. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
