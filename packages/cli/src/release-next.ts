import type { Release } from "@halcyon/contracts";

type Suggestion = readonly [command: string, why: string];

/** What to type next, from where a release stands and what the caller may do. */
export function afterRelease({ id, app, state, may, waiting, direction, targets }: Release): Suggestion[] {
  const can = (act: Release["may"][number]) => may.includes(act);
  const only = (allowed: boolean, command: string, why: string): Suggestion[] =>
    allowed ? [[command, why]] : [];
  switch (state) {
    case "planned":
      return can("approve")
        ? [
            [`release approve ${id}`, "see what it does and approve it"],
            ...only(can("reject"), `release reject ${id} --reason WHY`, "or decline it"),
          ]
        : [
            [`release approve ${id}`, "a lead other than the author runs this"],
            [`release show ${id}`, "the plan again"],
          ];
    case "approved":
      return [
        ...only(can("next"), `release next ${id}`, "start: the first step"),
        [`release watch ${id}`, "watch it live"],
      ];
    case "running":
      if (waiting.for === "next" || waiting.for === "start") {
        return [
          ...only(
            can("next"),
            `release next ${id}`,
            direction === "back" ? "one step further back" : "the next step",
          ),
          ...only(can("finish"), `release finish ${id}`, "or all the rest at once"),
          [`release instances ${id}`, "addresses of the new instances, for testers"],
        ];
      }
      return [
        [`release watch ${id}`, "watch it live"],
        ...targets
          .filter(({ phase }) => phase === "unreachable" && can("skip"))
          .map(({ target }): Suggestion => [`release skip ${id} ${target} --reason WHY`, "go on without it"]),
        ...only(can("rollback"), `release rollback ${id} --reason WHY`, "go back"),
      ];
    case "held":
    case "stopped":
      return [
        ...only(can("resume"), `release resume ${id}`, "go on"),
        ...only(can("put-back"), `release resume ${id} --put-back`, "overwrite the foreign edit and go on"),
        ...only(can("abort"), `release abort ${id} --back --reason WHY`, "or give up and go back"),
      ];
    case "aborted":
      return [
        ...only(can("rollback"), `release rollback ${id} --reason WHY`, "go back to what ran before"),
        ...only(can("resume"), `release resume ${id}`, "or go on after all"),
      ];
    case "done":
      return [
        ...only(can("rollback"), `release rollback ${id} --reason WHY`, "if it was a mistake"),
        [`release timeline ${id}`, "who did what, when"],
      ];
    default:
      return [
        [`release timeline ${id}`, "who did what, when"],
        [`app show ${app}`, "the app"],
      ];
  }
}
