/** One line of progress: the step, what it does now, and for how long already. */
export interface ProgressEvent {
  step: string;
  message: string;
  elapsedMs: number;
  state: "working" | "done" | "failed";
}

export type Progress = (event: ProgressEvent) => void;

export const silent: Progress = () => {};

/** Formats a duration as people say it: `850 ms`, `12.3 s`, `5 min 40 s`. */
export function formatElapsed(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}

/**
 * Progress for a person: on a terminal one line is rewritten in place, elsewhere a line is written when a step
 * ends and every ten seconds of a long one. Steps under two seconds stay silent unless they fail.
 */
export function consoleProgress(out: NodeJS.WriteStream = process.stderr): Progress {
  const lastPrinted = new Map<string, number>();
  return (event) => {
    const line = `${event.step}: ${event.message} (${formatElapsed(event.elapsedMs)})`;
    const quick = event.elapsedMs < 2_000 && event.state !== "failed";
    if (event.state !== "working") {
      const wasShown = lastPrinted.delete(event.step);
      if (quick && !wasShown) return;
      out.write(out.isTTY ? `\r\x1b[2K${line}\n` : `${line}\n`);
      return;
    }
    if (quick) return;
    const last = lastPrinted.get(event.step) ?? Number.NEGATIVE_INFINITY;
    if (!out.isTTY && event.elapsedMs - last < 10_000) return;
    lastPrinted.set(event.step, event.elapsedMs);
    out.write(out.isTTY ? `\r\x1b[2K${line.slice(0, (out.columns ?? 120) - 1)}` : `${line}\n`);
  };
}

/**
 * Runs one named step and reports it: at once, each second while it works, and when it ends.
 * `say` inside changes the message shown.
 */
export async function withProgress<T>(
  progress: Progress,
  step: string,
  message: string,
  work: (say: (message: string) => void) => Promise<T>,
): Promise<T> {
  const started = Date.now();
  let current = message;
  const report = (state: ProgressEvent["state"], text = current) =>
    progress({ step, message: text, elapsedMs: Date.now() - started, state });
  const timer = setInterval(() => report("working"), 1_000);
  report("working");
  try {
    const result = await work((next) => {
      current = next;
      report("working");
    });
    report("done", "done");
    return result;
  } catch (error) {
    report("failed", "failed");
    throw error;
  } finally {
    clearInterval(timer);
  }
}
