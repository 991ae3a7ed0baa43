import { type Transferable, Worker } from 'node:worker_threads';

export interface WorkerThreadOptions {
  /** What the thread runs: it answers each message that it gets by one. */
  script: URL;
  /** Of the thread's own heap; unbounded when absent. */
  memoryLimitMb?: number;
}

/** A thread for work that must not hold up the event loop: one order after the other. */
export interface WorkerThread<Order, Answer> {
  /**
   * Hands an order over and waits for its answer: `late` after `limitMs`, `swollen` when the thread ran out of memory.
   * Another thread takes the place of one that did not answer. Rejects when it ended in any other way. What is among
   * `transferred` moves into the thread instead of being copied, and is gone here.
   */
  ask(order: Order, limitMs: number, transferred?: readonly Transferable[]): Promise<Answer | 'late' | 'swollen'>;
  /** Waits for the order under way, and ends the thread. */
  close(): Promise<void>;
}

/** Starts nothing before the first order: most processes of a test never see one. */
export function createWorkerThread<Order, Answer>(options: WorkerThreadOptions): WorkerThread<Order, Answer> {
  let worker: Worker | undefined;
  let underWay: Promise<unknown> | undefined;

  const end = async () => {
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  };

  const run = async (order: Order, limitMs: number, transferred: readonly Transferable[]) => {
    worker ??= startWorker(options, (ended) => {
      if (worker === ended) worker = undefined;
    });
    let isSound = false;
    try {
      const answer = await askWorker<Answer>(worker, { order, transferred, limitMs });
      isSound = answer !== 'late' && answer !== 'swollen';
      return answer;
    } finally {
      // One that is late may never end by itself.
      if (!isSound) await end();
    }
  };

  return {
    async ask(order, limitMs, transferred = []) {
      if (underWay !== undefined) throw new Error('this thread is at work');
      const asked = run(order, limitMs, transferred);
      underWay = asked.catch(() => undefined);
      return await asked.finally(() => {
        underWay = undefined;
      });
    },
    async close() {
      await underWay;
      await end();
    },
  };
}

function startWorker({ script, memoryLimitMb }: WorkerThreadOptions, onExit: (worker: Worker) => void): Worker {
  const worker = new Worker(script, {
    resourceLimits: memoryLimitMb === undefined ? {} : { maxOldGenerationSizeMb: memoryLimitMb },
  });
  // Without a listener, an error of the thread would end the process.
  worker.on('error', () => undefined);
  worker.on('exit', () => onExit(worker));
  worker.unref();
  return worker;
}

async function askWorker<Answer>(
  worker: Worker,
  { order, transferred, limitMs }: { order: unknown; transferred: readonly Transferable[]; limitMs: number },
): Promise<Answer | 'late' | 'swollen'> {
  return await new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer);
      worker.off('message', answered).off('error', died).off('exit', ended);
    };
    const answered = (answer: Answer | 'late') => {
      leave();
      resolve(answer);
    };
    const died = (error: Error & { code?: string }) => {
      leave();
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve('swollen');
      else reject(error);
    };
    const ended = () => died(new Error('the thread ended without an answer'));
    const timer = setTimeout(() => answered('late'), limitMs);
    worker.on('message', answered).on('error', died).on('exit', ended);
    // The rule is about windows.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker.postMessage(order, transferred);
  });
}
