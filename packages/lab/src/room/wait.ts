/** Polls until `probe` returns something other than undefined. Errors of the probe count as "not yet". */
export async function poll<T>(
  probe: () => Promise<T | undefined>,
  options: {
    everyMs: number;
    timeoutMs: number;
    signal?: AbortSignal | undefined;
    onTimeout: (last: unknown) => Error;
  },
): Promise<T> {
  const deadline = Date.now() + options.timeoutMs;
  let last: unknown;
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      const result = await probe();
      if (result !== undefined) return result;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw options.onTimeout(last);
    await new Promise((resolve) => setTimeout(resolve, options.everyMs));
  }
}
