import type { Problem } from "@halcyon/contracts";

/** What the program ends with. Scripts rely on these: numbers are never reused. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  denied: 4,
  conflict: 5,
  unreachable: 6,
  stopped: 7,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** One thing wrong with the input, and where. Lines and columns count from 1. */
export interface Issue {
  readonly path: string;
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly hint?: string | undefined;
}

/** A file the person wrote, kept so that an error can quote the line it is about. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

export interface Failure {
  readonly exitCode: ExitCode;
  /** What happened, a few words. */
  readonly title: string;
  /** The whole of it, one or two sentences. */
  readonly detail: string;
  /** What to do now; empty when there is nothing to say. */
  readonly hint: string;
  readonly where?: string;
  readonly issues?: readonly Issue[];
  readonly source?: Source;
  /** The server's answer as it came, for `-o json`. */
  readonly problem?: Problem;
}

/** The one error the program shows to people; anything else is a bug and says so. */
export class CliError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(failure.detail, options);
    this.name = "CliError";
    this.failure = failure;
  }

  /** The same failure, quoting the file its lines and columns are about. */
  about(source: Source): CliError {
    return new CliError({ ...this.failure, source }, { cause: this.cause });
  }
}

/** Wrong arguments, options or input files, found before anything was sent. */
export function usageError(detail: string, hint = "", issues?: readonly Issue[]): CliError {
  return new CliError({
    exitCode: exitCodes.usage,
    title: "Wrong input",
    detail,
    hint,
    ...(issues === undefined ? {} : { issues }),
  });
}

/** Something on this machine that does not work: a file, a terminal. */
export function localError(title: string, detail: string, hint = "", cause?: unknown): CliError {
  return new CliError({ exitCode: exitCodes.failed, title, detail, hint }, { cause });
}

const exitCodeOfStatus: Readonly<Record<number, ExitCode>> = {
  400: exitCodes.usage,
  401: exitCodes.denied,
  403: exitCodes.denied,
  404: exitCodes.notFound,
  409: exitCodes.conflict,
  412: exitCodes.conflict,
  423: exitCodes.conflict,
  502: exitCodes.unreachable,
  503: exitCodes.unreachable,
  504: exitCodes.unreachable,
};

/** A refusal by the server: RFC 9457 problem details. `where` is the request: `POST /api/v1/releases`. */
export function problemError(problem: Problem, where: string): CliError {
  const signIn = problem.status === 401 ? "Sign in: halcyon login" : "";
  return new CliError({
    exitCode: exitCodeOfStatus[problem.status] ?? exitCodes.failed,
    title: problem.title,
    detail: problem.detail,
    hint: problem.hint || signIn,
    where,
    problem,
    ...(problem.errors === undefined ? {} : { issues: problem.errors }),
  });
}

/** The server could not be asked, or the connection broke and a second try broke too. */
export function unreachableError(server: string, cause: unknown): CliError {
  return new CliError(
    {
      exitCode: exitCodes.unreachable,
      title: "Halcyon cannot be reached",
      detail: `No answer from ${server}: ${reasonOf(cause)}`,
      hint: "Is it running, and is the address right? Set it with --server, HALCYON_SERVER or `halcyon login --server URL`.",
    },
    { cause },
  );
}

/** The innermost message of an error: fetch wraps `connect ECONNREFUSED` in `fetch failed`. */
export function reasonOf(error: unknown): string {
  let current: unknown = error;
  for (let depth = 0; depth < 5; depth += 1) {
    if (!(error instanceof Error) || !(current instanceof Error)) break;
    if (current instanceof AggregateError && current.errors[0] instanceof Error) current = current.errors[0];
    else if (current.cause instanceof Error) current = current.cause;
    else break;
  }
  return current instanceof Error ? current.message || current.name : String(current);
}
