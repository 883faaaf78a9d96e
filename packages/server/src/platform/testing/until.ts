import { setTimeout as wait } from "node:timers/promises";

/**
 * Waits for a condition, asking every 10 ms.
 * @returns its first value that is neither undefined, null nor false
 * @throws Error naming `what` after `patienceMs`
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  patienceMs = 20_000,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + patienceMs;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      const value = await condition();
      if (value !== undefined && value !== null && value !== false) return value;
    } catch (error) {
      last = error;
    }
    await wait(10);
  }
  throw new Error(`waited in vain for ${what}`, { cause: last });
}
