/** The ways an act can be carried out from where a release stands; machine.ts on the server takes the same. Pure. */
import type { Release } from "@halcyon/contracts";
import type { Act, ActKind } from "./act.ts";

/** @returns the ways there are, the gentlest first; none where the act has no meaning here */
export function choicesOf(release: Release, kind: ActKind): readonly Act[] {
  const { state, direction, position, targets, skipped } = release;
  const left = targets.filter(({ target }) => !skipped.some((one) => one.target === target));
  switch (kind) {
    case "resume":
      return state === "stopped"
        ? [
            { kind, putBack: true },
            { kind, putBack: false },
          ]
        : [{ kind, putBack: false }];
    case "abort":
      if (state === "planned" || state === "approved" || state === "aborted") return [{ kind, mode: "back" }];
      return [
        { kind, mode: "keep" },
        { kind, mode: "back" },
      ];
    case "rollback":
      return rollbacks(state, direction, position);
    case "skip":
      // One that cannot be reached is what people mean.
      return left
        .toSorted((a, b) => Number(b.phase === "unreachable") - Number(a.phase === "unreachable"))
        .map(({ target }) => ({ kind, target }));
    default:
      return [{ kind }];
  }
}

function rollbacks(
  state: Release["state"],
  direction: Release["direction"],
  position: number,
): readonly Act[] {
  const kind = "rollback" as const;
  if (direction === "forward") {
    return [
      { kind, mode: "stepwise", forward: false },
      { kind, mode: "express", forward: false },
    ];
  }
  return [
    ...(state === "rolled-back" || position === 0
      ? []
      : [{ kind, mode: "express", forward: false } as const]),
    { kind, mode: "stepwise", forward: true },
    { kind, mode: "express", forward: true },
  ];
}
