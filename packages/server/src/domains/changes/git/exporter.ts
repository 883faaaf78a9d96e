/**
 * Takes the queue into the repository, in its order. The tip of the repository says how far it has come, not the database:
 * after a crash between the two it goes on from there, so that nothing is written twice and nothing left out.
 */
import { type AppsDomain, objectPrinter } from "#domains/apps/index.ts";
import type { Database } from "#platform/database/database.ts";
import type { Lease } from "#platform/leases.ts";
import {
  assignPositions,
  claimState,
  entriesAfter,
  lastPosition,
  markCommits,
  type QueueRow,
  updateState,
  versionBefore,
} from "../repo.ts";
import { type Commit, commitOf, type Entry } from "./commit.ts";
import { GitError } from "./git.ts";
import type { Repository, Tip } from "./repository.ts";

export interface ExporterDeps {
  readonly database: Database;
  readonly apps: Pick<AppsDomain, "version" | "baseVersion">;
  readonly repository: Repository;
  readonly now: () => Date;
  /** Commits of one run of git at most. */
  readonly batch?: number;
  /** Characters of files after which a run takes no further commit: what is held in memory does not grow with versions. */
  readonly batchSize?: number;
}

/** Another process holds the lease by now. */
export class LeaseLost extends Error {}

export interface Exporter {
  /** Exports the next batch. @returns whether there may be more. @throws LeaseLost */
  step(lease: Pick<Lease, "epoch" | "held">): Promise<boolean>;
}

export function createExporter(deps: ExporterDeps): Exporter {
  const { database, apps, repository, now, batch = 500, batchSize = 16_000_000 } = deps;

  async function entryOf(
    row: QueueRow,
    former: (app: string, position: number) => Promise<readonly string[]>,
  ): Promise<Entry> {
    const { position, change, name } = row;
    const common = { position, change, at: row.queued_at };
    switch (row.kind) {
      case "version": {
        const version = await apps.version(name, row.number ?? 0);
        const author = row.author ?? version.author;
        return { ...common, kind: "version", author, version, formerClusters: await former(name, position) };
      }
      case "base": {
        const { text, message, author, version } = await apps.baseVersion(name, row.number ?? 0);
        return {
          ...common,
          kind: "base",
          author: row.author ?? author,
          base: name,
          number: version,
          text,
          message,
        };
      }
      case "policy":
        return { ...common, kind: "policy", author: row.author ?? nobody, app: name, policy: row.content };
      case "removal":
        return {
          ...common,
          kind: "removal",
          author: row.author ?? nobody,
          app: name,
          formerClusters: await former(name, position),
        };
    }
  }

  /** Where the app's objects are in the tree: what its version before was rendered for. */
  function formerClusters() {
    const known = new Map<string, readonly string[]>();
    return {
      of: async (app: string, position: number) => {
        const found = known.get(app);
        if (found !== undefined) return found;
        const number = await versionBefore(database.db, app, position);
        return number === null ? [] : Object.keys((await apps.version(app, number)).rendering);
      },
      after(entry: Entry) {
        if (entry.kind === "version") known.set(entry.version.app, Object.keys(entry.version.rendering));
        if (entry.kind === "removal") known.set(entry.app, []);
      },
    };
  }

  /** Says in the database what the repository holds. */
  async function settle(tip: Tip, commits: readonly string[], epoch: number): Promise<void> {
    await database.transaction(async (tx) => {
      if ((await claimState(tx, epoch)) === null) throw new LeaseLost();
      await markCommits(tx, tip.position - commits.length + 1, commits);
      const done = { position: tip.position, commit: tip.commit, exported_at: now(), path: repository.path };
      await updateState(tx, { ...done, problem: null, problem_since: null });
    });
  }

  async function recovered(): Promise<void> {
    await database.transaction((tx) => updateState(tx, { problem: null, problem_since: null }));
  }

  return {
    async step({ epoch, held }) {
      const state = await database.transaction(async (tx) => {
        const claimed = await claimState(tx, epoch);
        if (claimed === null) throw new LeaseLost();
        await assignPositions(tx, batch);
        return claimed;
      });
      const tip = await repository.tip();
      const position = tip?.position ?? 0;
      if (position > (await lastPosition(database.db))) {
        throw new GitError(
          `${repository.path} is ahead of the database, which may come from a backup: move the repository away, and it is made again`,
        );
      }
      if (tip === null && state.problem !== null) await recovered();
      if (
        tip !== null &&
        (state.problem !== null || state.commit !== tip.commit || state.path !== repository.path)
      ) {
        // The process before ended between Git and database; or this repository is another one.
        const unsaid = Math.max(1, tip.position - state.position);
        await settle(tip, await repository.last(unsaid), epoch);
      }
      const rows = await entriesAfter(database.db, position, batch);
      if (rows.length === 0) return false;
      const former = formerClusters();
      const commits: Commit[] = [];
      const print = objectPrinter();
      let size = 0;
      for (const row of rows) {
        if (size >= batchSize) break;
        const entry = await entryOf(row, former.of);
        former.after(entry);
        const commit = commitOf(entry, print);
        commits.push(commit);
        size += commit.files.reduce((sum, { text }) => sum + text.length, 0);
      }
      if (!held()) throw new LeaseLost();
      const ids = await repository.append(tip, commits, epoch);
      const last = ids.at(-1) ?? "";
      await settle({ commit: last, position: position + ids.length }, ids, epoch);
      return true;
    },
  };
}

const nobody = { id: "unknown", name: "unknown" };
