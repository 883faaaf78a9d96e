/** The bare repository Halcyon writes: its tip, commits in batches, and the compare-and-swap that makes them the tip. */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { type Commit, positionTrailer } from "./commit.ts";
import { type Git, GitError } from "./git.ts";
import { fastImport } from "./stream.ts";

export const branch = "refs/heads/main";
const nothing = "0".repeat(40);

export interface Tip {
  readonly commit: string;
  /** The place in the queue up to which everything is in the history. */
  readonly position: number;
}

export interface Repository {
  readonly path: string;
  /** Makes it where there is none. */
  prepare(): Promise<void>;
  /** Null: there is no commit yet. @throws GitError when the tip is not one of Halcyon's */
  tip(): Promise<Tip | null>;
  /**
   * Writes commits after the tip, the last one first becoming the tip when all are there.
   * @returns their ids, in order
   * @throws GitError when the tip is another one by now: nothing has changed then
   */
  append(tip: Tip | null, commits: readonly Commit[], epoch: number): Promise<string[]>;
  /** Ids of the last commits, oldest first. */
  last(count: number): Promise<string[]>;
  /** Packs what many small writes left. */
  tidy(): Promise<void>;
}

export function createRepository({ git, path }: { git: Git; path: string }): Repository {
  return {
    path,

    async prepare() {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await git.run(["init", "--quiet", "--bare", "--object-format=sha1", path]);
    },

    async tip() {
      const said = await git.run(["for-each-ref", "--format=%(objectname)%0a%(contents)", "--", branch], {
        repository: path,
      });
      if (said === "") return null;
      const [commit = "", ...message] = said.trimEnd().split("\n");
      const found = new RegExp(`^${positionTrailer}: (\\d+)$`).exec(message.at(-1) ?? "");
      if (found === null) {
        throw new GitError(
          `the tip ${commit} of ${path} is not a commit of Halcyon's: move the repository away, and it is made again`,
        );
      }
      return { commit, position: Number(found[1]) };
    },

    async append(tip, commits, epoch) {
      // Two holders of the lease, one of them late, write apart from each other; only one of them moves the branch.
      const apart = `refs/halcyon/export-${epoch}`;
      const input = Readable.from(fastImport(apart, tip?.commit ?? null, commits));
      const answer = await git.run(["fast-import", "--quiet", "--force", "--date-format=raw"], {
        repository: path,
        input,
        patienceMs: 600_000,
      });
      const ids = answer.split("\n").filter((line) => /^[0-9a-f]{40}$/.test(line));
      const last = ids.at(-1);
      if (last === undefined || ids.length !== commits.length) {
        throw new GitError(`git fast-import made ${ids.length} commits of ${commits.length}`);
      }
      const moved = `update ${branch} ${last} ${tip?.commit ?? nothing}\ndelete ${apart}\n`;
      await git.run(["update-ref", "-m", "halcyon: export", "--stdin"], { repository: path, input: moved });
      return ids;
    },

    async last(count) {
      const text = await git.run(
        ["rev-list", "--first-parent", `--max-count=${count}`, "--reverse", branch],
        {
          repository: path,
          maxBytes: 41 * count + 1000,
        },
      );
      return text.split("\n").filter((line) => line !== "");
    },

    async tidy() {
      await git.run(["gc", "--auto", "--quiet"], { repository: path, patienceMs: 600_000 });
    },
  };
}
