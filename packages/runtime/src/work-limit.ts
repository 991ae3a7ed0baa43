import { type DomainError, unavailable } from '@countersign/errors';

export interface WorkLimitOptions {
  /** Pieces of work at a time. */
  atOnce: number;
  /** Pieces that may wait; one more is refused. */
  waitingAtMost: number;
  /** Time after which a piece that still waits is refused. */
  waitMs: number;
  /** What is thrown for a piece that is refused. */
  busy: () => DomainError;
}

/** Lets only so much work run at a time, and only so much wait. */
export interface WorkLimit {
  /**
   * Runs `work` when its turn comes; throws `busy` when too much waits or it waits too long, and `DEADLINE_EXCEEDED` when
   * `signal` says before that nobody waits for it any more: then it does not run.
   */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Pieces that wait now. */
  waiting(): number;
}

/** Makes the limit for work that would exhaust memory or time of the process if all of it ran at once. */
export function createWorkLimit({ atOnce, waitingAtMost, waitMs, busy }: WorkLimitOptions): WorkLimit {
  let running = 0;
  const queue: (() => void)[] = [];
  const turn = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      if (queue.length >= waitingAtMost) {
        reject(busy());
        return;
      }
      const leave = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
      };
      const start = () => {
        leave();
        resolve();
      };
      const refuse = (error: Error) => {
        leave();
        queue.splice(queue.indexOf(start), 1);
        reject(error);
      };
      const giveUp = () => refuse(gone());
      const timer = setTimeout(() => refuse(busy()), waitMs);
      signal?.addEventListener('abort', giveUp);
      queue.push(start);
    });
  return {
    waiting: () => queue.length,
    async run(work, signal) {
      if (signal?.aborted === true) throw gone();
      if (running < atOnce) running += 1;
      else await turn(signal);
      try {
        return await work();
      } finally {
        // The place goes straight to the next in line, so that no newcomer overtakes it.
        const next = queue.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}

function gone() {
  return unavailable('DEADLINE_EXCEEDED', 'the answer took too long; try again', { retryAfterSeconds: 1 });
}
