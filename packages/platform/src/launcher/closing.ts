import type { PlatformLog } from './log.ts';

/** Collects what must be undone, in stages. */
export interface Closing {
  /** Begins a new stage; it is closed before the ones before it. */
  readonly stage: () => void;
  /** Adds something to the stage that was begun last. */
  readonly add: (what: string, close: () => Promise<unknown>) => void;
  /** Waits for all, also when one fails, so that nothing is started behind the back of a close. Then throws the first failure. */
  readonly together: (starts: readonly Promise<unknown>[]) => Promise<void>;
  /** Closes the stages from the last to the first, all of one stage at once. A failure is told and does not stop the rest. */
  readonly close: () => Promise<void>;
}

/** Makes an empty list of things to undo. */
export function inStages(log: Pick<PlatformLog, 'warn'>): Closing {
  const stages: { what: string; close: () => Promise<unknown> }[][] = [[]];
  let closed: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    for (let stage = stages.pop(); stage !== undefined; stage = stages.pop()) {
      // oxlint-disable-next-line no-await-in-loop -- a stage is closed after those that use it
      const results = await Promise.allSettled(stage.map(({ close }) => close()));
      results.forEach((result, index) => {
        if (result.status === 'rejected') log.warn(`${stage[index]?.what} failed: ${String(result.reason)}`);
      });
    }
  };
  return {
    stage: () => void stages.push([]),
    add: (what, close) => stages.at(-1)?.unshift({ what, close }),
    together: async (starts) => {
      const results = await Promise.allSettled(starts);
      const failed = results.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    close: () => (closed ??= closeAll()),
  };
}
