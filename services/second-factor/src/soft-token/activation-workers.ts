import { unavailable } from '@countersign/errors';
import { findContext } from '@countersign/grpc';
import { createWorkerThread, createWorkLimit } from '@countersign/runtime';
import type { ActivationOrder, ActivationReply, ActivationResult } from './activation-work.ts';

/** Threads for the arithmetic of activations, which would hold up the event loop for 15 to 30 ms each time. */
export interface ActivationWorkers {
  /**
   * Does the work in a thread; throws `ACTIVATIONS_BUSY` when too much waits or it takes too long, and `DEADLINE_EXCEEDED`
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
  /** Time that an order may wait, and then take. */
  limitMs?: number;
}

/** Starts no thread before the first order. */
export function startActivationWorkers({
  threads = 2,
  waitingAtMost = 64,
  limitMs = 5_000,
}: ActivationWorkersOptions = {}): ActivationWorkers {
  const script = new URL('./activation-worker.ts', import.meta.url);
  const all = Array.from({ length: threads }, () => createWorkerThread<ActivationOrder, ActivationReply>({ script }));
  const idle = [...all];
  const busy = () =>
    unavailable('ACTIVATIONS_BUSY', 'too many activations at the moment; try again shortly', {
      retryAfterSeconds: Math.ceil(limitMs / 1000),
    });
  const limit = createWorkLimit({ atOnce: threads, waitingAtMost, waitMs: limitMs, busy });
  let closed = false;

  const ask = async (order: ActivationOrder) => {
    const thread = closed ? undefined : idle.pop();
    if (thread === undefined) throw busy();
    try {
      return await thread.ask(order, limitMs);
    } finally {
      idle.push(thread);
    }
  };

  return {
    async run<K extends ActivationOrder['kind']>(order: Extract<ActivationOrder, { kind: K }>) {
      const reply = await limit.run(() => ask(order), findContext()?.signal);
      if (reply === 'late' || reply === 'swollen') throw busy();
      if ('fault' in reply) throw reply.fault;
      return reply.result as ActivationResult<K>;
    },
    async close() {
      closed = true;
      await Promise.all(all.map((thread) => thread.close()));
    },
  };
}
