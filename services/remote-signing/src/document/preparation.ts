import { Worker } from 'node:worker_threads';
import { unavailable } from '@countersign/errors';
import { documentInvalid } from './document-invalid.ts';
import type { PreparationOrder } from './pdf-preparation.ts';
import type { PreparationAnswer } from './preparation-worker.ts';
import type { PreparedPdf } from './signed-pdf.ts';

/** Prepares PDFs for a signature, in a thread of its own. */
export interface PdfPreparation {
  /**
   * As `preparePdf`; also throws `DOCUMENT_INVALID` for a document that takes too long or too much memory to read, and
   * `DOCUMENTS_BUSY` when too many wait to be read.
   */
  prepare(order: PreparationOrder): Promise<PreparedPdf>;
  close(): Promise<void>;
}

/** Of the thread's own heap. */
const memoryLimitMb = 512;

/**
 * Starts the thread that reads documents. They come from outside and may be made to be slow or to swell when they are
 * unpacked: reading one must neither hold up other calls nor go on for ever. One after the other; a thread that is late
 * is ended, and a new one takes its place. Not more than `waitingAtMost` wait, because each holds its bytes in memory.
 */
export function startPdfPreparation({ limitMs = 8_000, waitingAtMost = 32 } = {}): PdfPreparation {
  let worker: Worker | undefined;
  let open = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const end = async () => {
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  };

  const run = async (order: PreparationOrder): Promise<PreparedPdf> => {
    worker ??= startWorker((ended) => {
      if (worker === ended) worker = undefined;
    });
    const answer = await ask(worker, order, limitMs);
    if (answer === 'late' || answer === 'dead') {
      await end();
      throw documentInvalid('takes too long or too much memory to read; save it anew with a PDF program');
    }
    if ('fault' in answer) throw answer.fault;
    if ('invalid' in answer) throw documentInvalid(answer.invalid);
    const { bytes, ...place } = answer.prepared;
    return { ...place, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  };

  return {
    prepare: async (order) => {
      // One is being read, the others wait.
      if (open > waitingAtMost) {
        throw unavailable('DOCUMENTS_BUSY', 'too many documents wait to be read; try again shortly', {
          retryAfterSeconds: Math.ceil(limitMs / 1000),
        });
      }
      open += 1;
      const result = queue.then(() => run(order));
      queue = result.catch(() => undefined);
      return await result.finally(() => {
        open -= 1;
      });
    },
    close: async () => {
      await queue;
      await end();
    },
  };
}

function startWorker(onExit: (worker: Worker) => void): Worker {
  const worker = new Worker(new URL('./preparation-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb },
  });
  // Without a listener, an error of the thread would end the process.
  worker.on('error', () => undefined);
  worker.on('exit', () => onExit(worker));
  worker.unref();
  return worker;
}

/** Hands an order over and waits for its answer: `late` after `limitMs`, `dead` when it ran out of memory. */
async function ask(
  worker: Worker,
  order: PreparationOrder,
  limitMs: number,
): Promise<PreparationAnswer | 'late' | 'dead'> {
  return await new Promise((resolve) => {
    const settle = (answer: PreparationAnswer | 'late' | 'dead') => {
      clearTimeout(timer);
      worker.off('message', settle).off('error', died).off('exit', ended);
      resolve(answer);
    };
    const died = (error: Error & { code?: string }) =>
      settle(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'dead' : { fault: error });
    const ended = () => settle({ fault: new Error('the thread that reads documents ended') });
    const timer = setTimeout(() => settle('late'), limitMs);
    worker.on('message', settle).on('error', died).on('exit', ended);
    // A copy of its own: a Buffer may be a part of a larger one. (The rule is about windows.)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker.postMessage({ ...order, content: new Uint8Array(order.content) });
  });
}
