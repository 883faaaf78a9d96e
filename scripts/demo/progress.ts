/**
 * What the demo says while it starts: each step that takes over two seconds, with its elapsed time. On a terminal the
 * steps under way share one line that is rewritten; elsewhere a line is written every ten seconds and at the end.
 */
export interface DemoProgress {
  /** Runs a step. `say` inside changes what is shown of it. */
  step<T>(name: string, work: (say: (what: string) => void) => Promise<T>): Promise<T>;
  /** Ends the line under way, so that something else can be written. */
  clear(): void;
}

interface Step {
  readonly name: string;
  readonly started: number;
  saying: string;
  lastLine: number;
}

const quietMs = 2_000;
const lineEveryMs = 10_000;

/** The step that failed, with what it threw. */
export class StepError extends Error {
  readonly step: string;

  constructor(step: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "StepError";
    this.step = step;
  }
}

/** Shows progress on a stream, stderr in the demo. */
export function createDemoProgress(out: NodeJS.WriteStream): DemoProgress {
  const running = new Set<Step>();
  let drawn = false;

  const clear = () => {
    if (drawn) out.write("\r\u001b[2K");
    drawn = false;
  };
  const seconds = (step: Step) => `${Math.round((performance.now() - step.started) / 1_000)} s`;
  const tick = () => {
    const slow = [...running].filter((step) => performance.now() - step.started >= quietMs);
    if (out.isTTY) {
      clear();
      if (slow.length === 0) return;
      const line = slow.map((step) => `${step.name}: ${step.saying} (${seconds(step)})`).join("; ");
      out.write(line.slice(0, (out.columns ?? 100) - 1));
      drawn = true;
      return;
    }
    for (const step of slow.filter(({ lastLine }) => performance.now() - lastLine >= lineEveryMs)) {
      step.lastLine = performance.now();
      out.write(`${step.name}: ${step.saying} (${seconds(step)})\n`);
    }
  };

  return {
    clear,
    async step(name, work) {
      const started = performance.now();
      const step: Step = { name, started, saying: "working", lastLine: started };
      running.add(step);
      const timer = setInterval(tick, 1_000);
      try {
        const result = await work((what) => void (step.saying = what));
        if (performance.now() - started >= quietMs) {
          clear();
          out.write(`${name}: done after ${seconds(step)}\n`);
        }
        return result;
      } catch (error) {
        throw error instanceof StepError ? error : new StepError(name, error);
      } finally {
        clearInterval(timer);
        running.delete(step);
        clear();
      }
    },
  };
}
