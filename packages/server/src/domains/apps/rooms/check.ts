/** What a spec says of single rooms is held to the same rules as the whole. Pure. */
import type { AppPolicy, AppTarget, SpecIssue } from "@halcyon/contracts";
import { checkBases } from "../base/check.ts";
import { basesUnder, mergeBases, mergeOverlay } from "../base/merge.ts";
import { checkPolicy } from "../policy.ts";
import type { ParsedSpec } from "../spec/parse.ts";
import { nearest } from "../spec/suggest.ts";

/** @param known what is wrong in all rooms, and is not said again */
export function checkRooms(
  parsed: ParsedSpec,
  targets: readonly AppTarget[],
  policy: AppPolicy,
  known: readonly SpecIssue[],
): SpecIssue[] {
  const { spec, written, bases } = parsed;
  const running = [...new Set(targets.map(({ room }) => room))];
  return Object.keys(spec.rooms ?? {}).flatMap((room): SpecIssue[] => {
    if (!running.includes(room)) {
      const near = nearest(room, running);
      const hint =
        near === null
          ? `write one of: ${running.join(", ")}; or add ${room} to replicas`
          : `did you mean ${near}?`;
      return [{ path: ["rooms", room], message: `the app does not run in ${room}`, hint }];
    }
    const inRoom = parsed.specIn(room);
    const under = basesUnder(bases, spec.team, room);
    const own = mergeOverlay(written, room);
    const found = [
      ...checkPolicy(inRoom, policy),
      ...checkBases({ written: own, merged: mergeBases(own, under), spec: inRoom, targets }, under),
    ];
    return inText(parsed, room, found).filter(
      (issue) => !known.some((other) => other.message === issue.message),
    );
  });
}

/** Problems of a spec as it holds in a room, with the places where the text says it. */
export function inText(parsed: ParsedSpec, room: string, issues: readonly SpecIssue[]): SpecIssue[] {
  return issues.map((issue) => ({
    ...issue,
    path: [...parsed.pathIn(room, issue.path)] as SpecIssue["path"],
  }));
}
