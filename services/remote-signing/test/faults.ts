/** What a test makes go wrong in a call: before its work is done, or when its answer is on the way. */
export interface Faults {
  /** Every call of the method fails, until `heal`. */
  fail(method: string, error: Error): void;
  /** The next `times` calls do their work and lose their answer. */
  lose(method: string, error: Error, times: number): void;
  heal(): void;
  /** Wraps handlers so that their calls can go wrong. */
  around<H extends object>(handlers: H): H;
}

/** Makes the switchboard of faults of one test file. */
export function createFaults(): Faults {
  const failures = new Map<string, Error>();
  const losses = new Map<string, { error: Error; times: number }>();
  return {
    fail: (method, error) => void failures.set(method, error),
    lose: (method, error, times) => void losses.set(method, { error, times }),
    heal: () => {
      failures.clear();
      losses.clear();
    },
    around: <H extends object>(handlers: H): H =>
      Object.fromEntries(
        Object.entries(handlers).map(([name, handler]: [string, (...args: unknown[]) => Promise<unknown>]) => [
          name,
          async (...args: unknown[]) => {
            const failure = failures.get(name);
            if (failure !== undefined) throw failure;
            const answer = await handler(...args);
            const loss = losses.get(name);
            if (loss === undefined || loss.times === 0) return answer;
            loss.times -= 1;
            throw loss.error;
          },
        ]),
      ) as H,
  };
}
