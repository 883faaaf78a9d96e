/**
 * What one commit says: who, when, its message and trailers, and the files it writes and removes. Pure and deterministic:
 * the same rows give the same bytes in every process, so a lost repository is made again with the same commit ids.
 */
import { type AppVersionRecord, objectPrinter, type ObjectPrinter } from "#domains/apps/index.ts";
import { filesOf } from "./tree.ts";

/** An entry of the queue with what it is about. */
export type Entry = {
  readonly position: number;
  readonly change: string | null;
  readonly author: { readonly id: string; readonly name: string };
  readonly at: Date;
} & (
  | {
      readonly kind: "version";
      readonly version: AppVersionRecord;
      /** Clusters the app had before, whose objects go. */
      readonly formerClusters: readonly string[];
    }
  | {
      readonly kind: "base";
      readonly base: string;
      readonly number: number;
      readonly text: string;
      readonly message: string;
    }
  | { readonly kind: "policy"; readonly app: string; readonly policy: unknown }
  | { readonly kind: "removal"; readonly app: string; readonly formerClusters: readonly string[] }
);

export interface Commit {
  readonly author: { readonly name: string; readonly email: string };
  /** Seconds since 1970. */
  readonly seconds: number;
  readonly message: string;
  /** Paths removed before the files are written, with what is below them. */
  readonly removed: readonly string[];
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** The trailer that says how far the export is; always the last line of a message. */
export const positionTrailer = "Halcyon-Position";
export const committer = { name: "Halcyon", email: "halcyon@users.noreply.halcyon.invalid" } as const;

const longestSubject = 120;

/** @param print what is remembered from one commit to the next, when many are made */
export function commitOf(entry: Entry, print: ObjectPrinter = objectPrinter()): Commit {
  const { title, why, trailers } = wordsOf(entry);
  return {
    author: {
      name: signature(entry.author.name) || signature(entry.author.id) || "unknown",
      email: `${signature(entry.author.id).replaceAll(" ", "-") || "unknown"}@users.noreply.halcyon.invalid`,
    },
    seconds: Math.max(0, Math.floor(entry.at.getTime() / 1000)),
    message: messageOf(title, why, [
      ...trailers,
      ...(entry.change === null ? [] : [`Halcyon-Change: ${entry.change}`]),
      `${positionTrailer}: ${entry.position}`,
    ]),
    ...filesOf(entry, print),
  };
}

function wordsOf(entry: Entry): { title: string; why: string; trailers: string[] } {
  switch (entry.kind) {
    case "version": {
      const { app, number, message, digest, source } = entry.version;
      return {
        title: `${app} v${number}`,
        why: message || originWords(entry.version),
        trailers: [
          `Halcyon-App: ${app}`,
          `Halcyon-Version: ${number}`,
          `Digest: ${digest}`,
          ...sourceTrailers(source),
        ],
      };
    }
    case "base":
      return {
        title: `base ${entry.base} v${entry.number}`,
        why: entry.message,
        trailers: [`Halcyon-Base: ${entry.base}`, `Halcyon-Version: ${entry.number}`],
      };
    case "policy":
      return { title: `${entry.app} policy`, why: "", trailers: [`Halcyon-App: ${entry.app}`] };
    case "removal":
      return { title: `${entry.app} removed`, why: "", trailers: [`Halcyon-App: ${entry.app}`] };
  }
}

function sourceTrailers(source: AppVersionRecord["source"]): string[] {
  if (source === null) return [];
  const { repository, commit, path } = source;
  return [`Source-Repository: ${repository}`, `Source-Commit: ${commit}`, `Source-Path: ${path}`];
}

function originWords({ origin, basedOn, images }: AppVersionRecord): string {
  if (origin === "image") return `image ${images.join(", ")}`;
  return origin === "restore" ? `restored from v${basedOn}` : "";
}

function messageOf(title: string, why: string, trailers: readonly string[]): string {
  const text = printable(why).trim();
  const line = text.replace(/\s+/g, " ");
  const letters = [...line];
  const cut = letters.length > longestSubject;
  const short = cut ? `${letters.slice(0, longestSubject - 1).join("")}…` : line;
  const subject = line === "" ? title : `${title}: ${short}`;
  const body = cut || text.includes("\n") ? `${text}\n\n` : "";
  return `${subject}\n\n${body}${trailers.join("\n")}\n`;
}

/** Line breaks are kept; what a terminal would obey, or turn the reading direction around, is not. */
function printable(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{C}\n\t]/gu, "�")
    .replace(/[ \t]+$/gm, "");
}

/** What may stand in an author line: one line, no brackets, nothing at its ends that git would cut off. */
function signature(text: string): string {
  return printable(text)
    .replace(/[<>\s]+/g, " ")
    .replace(/^[\s.,:;"\\']+|[\s.,:;"\\']+$/g, "");
}
