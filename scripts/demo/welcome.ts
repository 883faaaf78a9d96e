import { demoAccounts, demoPassword } from "./accounts.ts";
import { demoApp, type Found } from "./app.ts";

type Suggestion = readonly [command: string, why: string];

/** What the demo says when it is ready: where it is, who can sign in, and what to type next. */
export function welcome(url: string, found: Found): string {
  const name = Math.max(...demoAccounts.map((account) => account.name.length));
  const suggestions = suggested(found);
  const width = Math.max(...suggestions.map(([command]) => command.length));
  return [
    `Halcyon is ready: ${url}`,
    "",
    `Accounts, all with the password ${demoPassword}:`,
    ...demoAccounts.map((account) => `  ${account.name.padEnd(name)}  ${account.about}`),
    "",
    "./halcyon is signed in as developer; --as-context lead acts as the lead. Next, in another terminal:",
    ...suggestions.map(([command, why]) => `  ./halcyon ${command.padEnd(width)}  ${why}`),
    "",
    "Ctrl-C stops everything; the next start finds it again.",
    "",
  ].join("\n");
}

function suggested({ release, number }: Found): Suggestion[] {
  if (release === null) {
    return [
      [`app show ${demoApp}`, "what runs"],
      [`release list --app ${demoApp}`, "what was released"],
      [`release create ${demoApp} --image registry.demo/${demoApp}:${number}`, "plan another release"],
    ];
  }
  const { id, state } = release;
  const watch: Suggestion = [`release watch ${id}`, "rooms by steps, live"];
  if (state === "planned") {
    return [
      [`--as-context lead release approve ${id}`, "see what it does, and approve it"],
      [`release next ${id}`, "start: the first step; again for each step, or finish"],
      watch,
    ];
  }
  return [[`release show ${id}`, "where it stands"], [`release next ${id}`, "one step on, or finish"], watch];
}
