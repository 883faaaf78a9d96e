/** Lets so many at once work on each of many things; the others wait in the order in which they came. */
export interface Turns {
  take<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Waits until nothing works any more. */
  idle(): Promise<void>;
}

export function createTurns(most: number): Turns {
  const lines = new Map<string, { working: number; waiting: (() => void)[] }>();
  const all = new Set<Promise<unknown>>();
  return {
    take(name, work) {
      const done = (async () => {
        let line = lines.get(name);
        if (line === undefined) lines.set(name, (line = { working: 0, waiting: [] }));
        if (line.working >= most) await new Promise<void>((go) => line.waiting.push(go));
        else line.working++;
        try {
          return await work();
        } finally {
          const next = line.waiting.shift();
          if (next !== undefined) next();
          else line.working--;
        }
      })();
      const kept = done.catch(() => undefined).finally(() => all.delete(kept));
      all.add(kept);
      return done;
    },
    async idle() {
      await Promise.all(all);
    },
  };
}
