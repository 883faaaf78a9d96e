import type { CliError, Failure, Issue } from "../errors.ts";
import type { Paint } from "./paint.ts";

/** A failure as people read it: what happened, where, what to do, and each thing wrong with the input. */
export function renderFailure({ failure }: CliError, paint: Paint): string {
  const lines = [`${paint.bad(`${failure.title}:`)} ${failure.detail}`];
  for (const issue of failure.issues ?? []) lines.push(...renderIssue(issue, failure, paint));
  if (failure.hint !== "") lines.push(`${paint.bold("What to do:")} ${failure.hint}`);
  if (failure.where !== undefined) lines.push(paint.dim(`At ${failure.where}${reference(failure)}`));
  return lines.join("\n");
}

function reference({ problem }: Failure): string {
  if (problem === undefined) return "";
  const request = problem.requestId === undefined ? "" : `, request ${problem.requestId}`;
  return `: ${problem.code}${request}`;
}

function renderIssue(issue: Issue, { source }: Failure, paint: Paint): string[] {
  const place = [source?.name, issue.line, issue.column].filter((part) => part !== undefined).join(":");
  const at = issue.line === undefined ? issue.path : place;
  const path = issue.line === undefined || issue.path === "" ? "" : ` (${issue.path})`;
  const lines = [`  ${at === "" ? "" : `${paint.bold(at)}${path}: `}${issue.message}`];
  const text = issue.line === undefined ? undefined : source?.text.split("\n")[issue.line - 1];
  if (text !== undefined && issue.line !== undefined) {
    const gutter = `    ${issue.line} | `;
    lines.push(`${gutter}${text.trimEnd()}`);
    if (issue.column !== undefined) {
      // Tabs are kept so that the mark stands under its column however wide a tab is.
      const before = text.slice(0, issue.column - 1).replace(/[^\t]/g, " ");
      lines.push(`${" ".repeat(gutter.length - 2)}| ${before}${paint.bad("^")}`);
    }
  }
  if (issue.hint) lines.push(`    ${issue.hint}`);
  return lines;
}

/** The same as a document, for `-o json`: the server's problem as it came, or one of the same shape. */
export function failureDocument({ failure }: CliError): Record<string, unknown> {
  if (failure.problem !== undefined) return { ...failure.problem, exitCode: failure.exitCode };
  const { title, detail, hint, issues, exitCode } = failure;
  return { title, detail, hint, ...(issues === undefined ? {} : { errors: issues }), exitCode };
}
