/** What commands that take a spec do with its text. */
import { parseDocument } from "yaml";
import { CliError, exitCodes, type Source, usageError } from "../../errors.ts";
import { counted } from "../../output/amounts.ts";

/** The app a spec is of. What else may be wrong with it the server says, with line and column. */
export function nameIn(source: Source): string {
  const document = parseDocument(source.text);
  const [error] = document.errors;
  if (error !== undefined) {
    const at = error.linePos?.[0];
    const issue = { path: "", message: error.message.split("\n")[0] ?? "", line: at?.line, column: at?.col };
    throw usageError(`${source.name} is not YAML.`, "Nothing was sent.", [issue]).about(source);
  }
  const name = document.get("name");
  if (typeof name !== "string") {
    throw usageError(
      `${source.name} does not name its app.`,
      "Begin it with a line such as `name: frontpage`.",
    );
  }
  return name;
}

/** A refusal quotes the lines it is about. */
export async function quoting<T>(source: Source | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw source !== undefined && error instanceof CliError ? error.about(source) : error;
  }
}

type Problems = readonly { path: string; line: number; column: number; message: string; hint: string }[];

/** A spec that is not valid, told with its lines. */
export function invalid(source: Source, problems: Problems): CliError {
  return new CliError({
    exitCode: exitCodes.failed,
    title: "The spec is not valid",
    detail: `${counted(problems.length, "thing")} in ${source.name} must change.`,
    hint: "Nothing was stored. Change it and validate again.",
    issues: problems,
    source,
  });
}
