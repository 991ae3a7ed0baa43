/** What must be stopped or deleted at the end, however the run ends. */
export interface Closing {
  add(step: () => unknown): void;
  /** Runs the steps, the last added first. Safe to call again. Rejects with the first failure, after all. */
  close(): Promise<void>;
}

/** Makes an empty list of things to close. */
export function createClosing(): Closing {
  const steps: (() => unknown)[] = [];
  let closed: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      try {
        // What was started later may need what was started before.
        // oxlint-disable-next-line no-await-in-loop
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  return {
    add: (step) => void steps.push(step),
    close: () => (closed ??= run()),
  };
}
