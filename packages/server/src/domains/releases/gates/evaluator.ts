/**
 * Evaluates the expressions of CEL gates in a thread of its own. Whoever may plan a release writes them, and a regular
 * expression or a few nested macros are enough to keep a processor busy for hours: what takes too long is ended with its
 * thread, and nothing else waits for it.
 */
import { Worker } from "node:worker_threads";
import { type ExpressionAnswer, firstLine, type GateFacts } from "./language.ts";

export interface Evaluator {
  /** One after the other. Never throws: what cannot be evaluated is an answer. */
  evaluate(expression: string, facts: GateFacts): Promise<ExpressionAnswer>;
  stop(): Promise<void>;
}

const limits = { ms: 1000, megabytes: 64 };

interface Thread {
  readonly worker: Worker;
  /** What its next word is for: "ready" first, then an answer each. */
  listener: (word: unknown) => void;
}

/** The thread starts with the first question. */
export function createEvaluator(): Evaluator {
  let thread: Thread | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  async function start(): Promise<Thread> {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: limits.megabytes, maxYoungGenerationSizeMb: 16 },
    });
    worker.unref();
    const made: Thread = { worker, listener: () => {} };
    worker.on("message", (word) => made.listener(word));
    worker.on("error", (error) => {
      if (thread === made) thread = null;
      made.listener({ error: firstLine(error) });
    });
    await heard(made);
    return made;
  }

  const heard = (of: Thread) =>
    new Promise<unknown>((resolve) => {
      of.listener = resolve;
    });

  async function ask(expression: string, facts: GateFacts): Promise<ExpressionAnswer> {
    thread ??= await start();
    const asked = thread;
    const answer = heard(asked) as Promise<ExpressionAnswer>;
    const timer = setTimeout(() => {
      thread = null;
      void asked.worker.terminate();
      asked.listener({ error: `it takes longer than ${limits.ms / 1000} s` });
    }, limits.ms);
    // A worker thread, not a window: there is no origin to name.
    // oxlint-disable-next-line require-post-message-target-origin
    asked.worker.postMessage({ expression, facts });
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    evaluate(expression, facts) {
      const answered = turn.then(() => ask(expression, facts));
      turn = answered;
      return answered;
    },
    async stop() {
      await turn;
      await thread?.worker.terminate();
      thread = null;
    },
  };
}
