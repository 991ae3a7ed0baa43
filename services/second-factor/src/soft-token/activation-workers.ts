import { Worker } from 'node:worker_threads';
import { unavailable } from '@countersign/errors';
import { findContext } from '@countersign/grpc';
import type { ActivationOrder, ActivationReply, ActivationResult } from './activation-work.ts';

/** Threads for the arithmetic of activations, which would hold up the event loop for 15 to 30 ms each time. */
export interface ActivationWorkers {
  /**
   * Does the work in a thread; throws `ACTIVATIONS_BUSY` when too much waits or it waits too long, and `DEADLINE_EXCEEDED`
   * when nobody waits for it any more.
   */
  run<K extends ActivationOrder['kind']>(order: Extract<ActivationOrder, { kind: K }>): Promise<ActivationResult<K>>;
  /** Refuses what waits, lets what runs end, and ends the threads. */
  close(): Promise<void>;
}

export interface ActivationWorkersOptions {
  threads?: number;
  /** Orders that may wait; one more is refused. */
  waitingAtMost?: number;
  /** Time from an order to its answer after which it is refused. */
  limitMs?: number;
}

interface Waiting {
  order: ActivationOrder;
  signal: AbortSignal | undefined;
  untilMs: number;
  settle: (answer: ActivationReply | Error) => void;
}

/** Starts no thread before the first order: most processes of a test never see one. */
export function startActivationWorkers({
  threads = 2,
  waitingAtMost = 64,
  limitMs = 5_000,
}: ActivationWorkersOptions = {}): ActivationWorkers {
  const idle: Worker[] = [];
  const queue: Waiting[] = [];
  const running = new Set<Promise<void>>();
  let closed = false;

  const busy = () =>
    unavailable('ACTIVATIONS_BUSY', 'too many activations at the moment; try again shortly', {
      retryAfterSeconds: Math.ceil(limitMs / 1000),
    });

  const work = async (next: Waiting) => {
    const worker =
      idle.pop() ??
      startWorker((ended) => {
        const at = idle.indexOf(ended);
        if (at >= 0) idle.splice(at, 1);
      });
    const answer = await ask(worker, next.order, next.untilMs - performance.now());
    if (answer === 'late' || answer === 'dead') {
      // A thread that is late may never end: another one takes its place.
      await worker.terminate();
      next.settle(answer === 'late' ? busy() : new Error('the thread of activations ended'));
    } else {
      idle.push(worker);
      next.settle(answer);
    }
  };

  const startNext = () => {
    while (running.size < threads) {
      const next = queue.shift();
      if (next === undefined) return;
      if (next.signal?.aborted === true || performance.now() >= next.untilMs) {
        next.settle(next.signal?.aborted === true ? gone() : busy());
        continue;
      }
      const one = work(next).finally(() => {
        running.delete(one);
        startNext();
      });
      running.add(one);
    }
  };

  return {
    async run<K extends ActivationOrder['kind']>(order: Extract<ActivationOrder, { kind: K }>) {
      if (closed || queue.length >= waitingAtMost) throw busy();
      const answer = await new Promise<ActivationReply>((resolve, reject) => {
        queue.push({
          order,
          signal: findContext()?.signal,
          untilMs: performance.now() + limitMs,
          settle: (settled) => (settled instanceof Error ? reject(settled) : resolve(settled)),
        });
        startNext();
      });
      if ('fault' in answer) throw answer.fault;
      return answer.result as ActivationResult<K>;
    },
    async close() {
      closed = true;
      for (const { settle } of queue.splice(0)) settle(busy());
      await Promise.all(running);
      await Promise.all(idle.splice(0).map((worker) => worker.terminate()));
    },
  };
}

function gone() {
  return unavailable('DEADLINE_EXCEEDED', 'the answer took too long; try again', { retryAfterSeconds: 1 });
}

function startWorker(onExit: (worker: Worker) => void): Worker {
  const worker = new Worker(new URL('./activation-worker.ts', import.meta.url));
  // Without a listener, an error of the thread would end the process.
  worker.on('error', () => undefined);
  worker.on('exit', () => onExit(worker));
  worker.unref();
  return worker;
}

/** Hands an order over and waits for its answer: `late` after `limitMs`, `dead` when the thread ended without one. */
async function ask(
  worker: Worker,
  order: ActivationOrder,
  limitMs: number,
): Promise<ActivationReply | 'late' | 'dead'> {
  return await new Promise((resolve) => {
    const settle = (answer: ActivationReply | 'late' | 'dead') => {
      clearTimeout(timer);
      worker.off('message', settle).off('exit', ended);
      resolve(answer);
    };
    const ended = () => settle('dead');
    const timer = setTimeout(() => settle('late'), limitMs);
    worker.on('message', settle).on('exit', ended);
    // The rule is about windows.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker.postMessage(order);
  });
}
