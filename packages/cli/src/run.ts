import { CommanderError } from "commander";
import { CliError, type ExitCode, exitCodes, reasonOf, usageError } from "./errors.ts";
import type { Io } from "./io.ts";
import { failureDocument, renderFailure } from "./output/failure.ts";
import { createPaint } from "./output/paint.ts";
import { createProgram } from "./program.ts";

/**
 * Runs one command line (without the program's name) and answers the exit code. Whatever goes wrong is said on
 * stderr, as a document when `-o json` or `-o yaml` was asked for; stdout then stays empty.
 */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  let ending: ExitCode = exitCodes.ok;
  const program = createProgram({ io, endWith: (code) => void (ending = code) });
  try {
    await program.parseAsync([...args], { from: "user" });
    return ending;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
    if (io.signal.aborted) return exitCodes.failed;
    const failure = asCliError(error);
    if (failure === null) return exitCodes.usage;
    const document = wantsDocument(args);
    const text = document
      ? JSON.stringify(failureDocument(failure), null, 2)
      : renderFailure(failure, createPaint(io.config.colour && io.stderr.isTTY));
    io.stderr.write(`${text}\n`);
    return failure.failure.exitCode;
  }
}

/** Null for what commander has said itself: help shown because a verb is missing. */
function asCliError(error: unknown): CliError | null {
  if (error instanceof CliError) return error;
  if (error instanceof CommanderError) {
    if (error.code === "commander.help") return null;
    const [message = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
    return usageError(
      sentence(message),
      suggestion?.replace(/^\((.*)\)$/, "$1") ?? "Add --help to see how it is used.",
    );
  }
  const detail = reasonOf(error);
  return new CliError(
    {
      exitCode: exitCodes.failed,
      title: "A mistake in halcyon itself",
      detail,
      hint: `Please report it with this:\n${error instanceof Error ? (error.stack ?? "") : ""}`,
    },
    { cause: error },
  );
}

function sentence(text: string): string {
  const upper = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!]$/.test(upper) ? upper : `${upper}.`;
}

/** Read from the raw arguments: the error may be that they could not be parsed. */
function wantsDocument(args: readonly string[]): boolean {
  return args.some((arg, at) => {
    const value =
      arg === "-o" || arg === "--output" ? args[at + 1] : arg.match(/^(?:-o|--output=)(.+)$/)?.[1];
    return value === "json" || value === "yaml";
  });
}
