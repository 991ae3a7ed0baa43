import { fork } from 'node:child_process';
import type { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface WorkerThreadOptions {
  /** What the thread runs: it answers each message that it gets by one. */
  script: URL;
  /** Of the thread's own heap; unbounded when absent. */
  memoryLimitMb?: number;
}

/** A thread or a process for work that must not hold up the event loop: one order after the other. */
export interface WorkerThread<Order, Answer> {
  /**
   * Hands an order over and waits for its answer: `late` after `limitMs`, `swollen` when the thread ran out of memory.
   * Another thread takes the place of one that did not answer. Rejects when it ended in any other way.
   */
  ask(order: Order, limitMs: number): Promise<Answer | 'late' | 'swollen'>;
  /** Waits for the order under way, and ends the thread. */
  close(): Promise<void>;
}

/** Starts nothing before the first order: most processes of a test never see one. */
export function createWorkerThread<Order, Answer>(options: WorkerThreadOptions): WorkerThread<Order, Answer> {
  return createReplaceableWorker(() => startThread(options));
}

/**
 * The same as a process of its own, which knows nothing of this one's environment. For input that is made by others: V8
 * ends the whole process when a single allocation of a thread goes far beyond the thread's limit. What is sent is copied.
 */
export function createWorkerProcess<Order, Answer>(
  options: Required<WorkerThreadOptions>,
): WorkerThread<Order, Answer> {
  return createReplaceableWorker(() => startProcess(options));
}

/** One that runs. It emits `message`, `error` and `exit`. */
interface StartedWorker {
  events: EventEmitter;
  post: (order: unknown) => void;
  end: () => Promise<unknown>;
}

function createReplaceableWorker<Order, Answer>(start: () => StartedWorker): WorkerThread<Order, Answer> {
  let worker: StartedWorker | undefined;
  let underWay: Promise<unknown> | undefined;

  const end = async () => {
    const ending = worker;
    worker = undefined;
    await ending?.end();
  };

  const started = () => {
    const made = start();
    // Without a listener, an error of the worker would end the process.
    made.events.on('error', () => undefined);
    made.events.on('exit', () => {
      if (worker === made) worker = undefined;
    });
    return made;
  };

  const run = async (order: Order, limitMs: number) => {
    worker ??= started();
    let isSound = false;
    try {
      const answer = await askWorker<Answer>(worker, order, limitMs);
      isSound = answer !== 'late' && answer !== 'swollen';
      return answer;
    } finally {
      // One that is late may never end by itself.
      if (!isSound) await end();
    }
  };

  return {
    async ask(order, limitMs) {
      if (underWay !== undefined) throw new Error('this worker is at work');
      const asked = run(order, limitMs);
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

function startThread({ script, memoryLimitMb }: WorkerThreadOptions): StartedWorker {
  const worker = new Worker(script, {
    resourceLimits: memoryLimitMb === undefined ? {} : { maxOldGenerationSizeMb: memoryLimitMb },
  });
  worker.unref();
  return {
    events: worker,
    // The rule is about windows.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    post: (order) => worker.postMessage(order),
    end: () => worker.terminate(),
  };
}

function startProcess({ script, memoryLimitMb }: Required<WorkerThreadOptions>): StartedWorker {
  const child = fork(script, {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${memoryLimitMb}`],
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = new Promise((resolve) => {
    child.once('exit', resolve).once('error', resolve);
  });
  child.unref();
  child.channel?.unref();
  return {
    events: child,
    // What goes wrong with sending is told by its end.
    post: (order) => child.send(order as object, () => undefined),
    end: () => {
      // Until it is gone: who waits for that must not end before.
      child.ref();
      child.kill('SIGKILL');
      return ended;
    },
  };
}

async function askWorker<Answer>(
  { events, post }: StartedWorker,
  order: unknown,
  limitMs: number,
): Promise<Answer | 'late' | 'swollen'> {
  return await new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer);
      events.off('message', answered).off('error', died).off('exit', ended);
    };
    const answered = (answer: Answer | 'late' | 'swollen') => {
      leave();
      resolve(answer);
    };
    const died = (error: Error & { code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return answered('swollen');
      leave();
      reject(error);
    };
    // V8 aborts a process that is out of memory.
    const ended = (_code: number | null, signal?: string) =>
      signal === 'SIGABRT' || signal === 'SIGTRAP'
        ? answered('swollen')
        : died(new Error('the worker ended without an answer'));
    const timer = setTimeout(() => answered('late'), limitMs);
    events.on('message', answered).on('error', died).on('exit', ended);
    post(order);
  });
}
