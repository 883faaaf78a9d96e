import { destination, type DestinationStream, type Level, type Logger, pino } from "pino";

export type Log = Logger;
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = Level | "silent";

/** Header and field names whose values never reach a log line, at the depths they are logged at. */
const hidden = ["password", "secret", "token", "authorization", "cookie", "kubeconfig", "setupToken"];

/**
 * Makes the process's logger: JSON lines on stderr, so that stdout stays for what a person asked for.
 * @param options.level lines below it are dropped
 * @param options.to instead of stderr
 */
export function createLogger(options: { level: LogLevel; to?: DestinationStream }): Log {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      redact: { paths: hidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "(hidden)" },
      serializers: { err: describeError },
    },
    options.to ?? destination({ dest: 2, sync: true }),
  );
}

/** An error and its causes, without the properties libraries hang on errors (queries, parameters, requests). */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = (error as { code?: unknown }).code;
  return {
    type: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
