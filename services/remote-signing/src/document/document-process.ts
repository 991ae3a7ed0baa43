import { unavailable } from '@countersign/errors';
import { findContext } from '@countersign/grpc';
import { createWorkerProcess, createWorkLimit } from '@countersign/runtime';

/** Reads documents in a process of its own, one after the other. */
export interface DocumentProcess<Order, Answer> {
  /**
   * The answer of the script; undefined for a document that takes too long or too much memory to read. Throws the fault
   * that the script answers, `DOCUMENTS_BUSY` when too many wait, and `DEADLINE_EXCEEDED` when nobody waits for it any more.
   */
  ask(order: Order): Promise<Answer | undefined>;
  close(): Promise<void>;
}

/** What the script answers when its own code failed. */
export interface ScriptFault {
  fault: unknown;
}

export interface DocumentProcessOptions {
  /** Time for one document. */
  limitMs?: number;
  /** Documents that may wait; few, because each holds its bytes in memory. */
  waitingAtMost: number;
}

/** Of the process's heap. The bytes of documents lie outside it. */
const memoryLimitMb = 512;

/**
 * Starts a process that reads documents. They come from outside and may be made to be slow or to swell when they are
 * unpacked: reading one must neither hold up other calls nor go on for ever. One that is late is ended, and a new one takes
 * its place.
 */
export function startDocumentProcess<Order, Answer extends object>(
  script: URL,
  { limitMs = 8_000, waitingAtMost }: DocumentProcessOptions,
): DocumentProcess<Order, Answer> {
  const worker = createWorkerProcess<Order, Answer | ScriptFault>({ script, memoryLimitMb });
  const limit = createWorkLimit({
    atOnce: 1,
    waitingAtMost,
    // As long as all before it may take.
    waitMs: limitMs * (waitingAtMost + 1),
    busy: () =>
      unavailable('DOCUMENTS_BUSY', 'too many documents wait to be read; try again shortly', {
        retryAfterSeconds: Math.ceil(limitMs / 1000),
      }),
  });
  return {
    async ask(order) {
      const answer = await limit.run(() => worker.ask(order, limitMs), findContext()?.signal);
      if (answer === 'late' || answer === 'swollen') return undefined;
      if ('fault' in answer) throw answer.fault;
      return answer;
    },
    close: () => worker.close(),
  };
}
