import { unavailable } from '@countersign/errors';
import { findContext } from '@countersign/grpc';
import { createWorkerProcess, createWorkLimit } from '@countersign/runtime';
import { documentInvalid } from './document-invalid.ts';
import type { PreparationOrder } from './pdf-preparation.ts';
import type { WorkerAnswer, WorkerOrder } from './preparation-worker.ts';
import type { PreparedPdf } from './signed-pdf.ts';
import type { ValidationDataOrder } from './validation-data.ts';

/** Prepares PDFs for a signature, in a process of its own. */
export interface PdfPreparation {
  /**
   * As `preparePdf`; also throws `DOCUMENT_INVALID` for a document that takes too long or too much memory to read,
   * `DOCUMENTS_BUSY` when too many wait to be read, and `DEADLINE_EXCEEDED` when nobody waits for it any more.
   */
  prepare(order: PreparationOrder): Promise<PreparedPdf>;
  /** As `addValidationData`; throws like `prepare`. */
  addValidationData(order: ValidationDataOrder): Promise<Buffer>;
  close(): Promise<void>;
}

/** Of the process's heap. The bytes of documents lie outside it. */
const memoryLimitMb = 512;

/**
 * Starts the process that reads documents. They come from outside and may be made to be slow or to swell when they are
 * unpacked: reading one must neither hold up other calls nor go on for ever. One after the other; a process that is late
 * is ended, and a new one takes its place. Not more than `waitingAtMost` wait, because each holds its bytes in memory.
 */
export function startPdfPreparation({ limitMs = 8_000, waitingAtMost = 32 } = {}): PdfPreparation {
  const worker = createWorkerProcess<WorkerOrder, WorkerAnswer>({
    script: new URL('./preparation-worker.ts', import.meta.url),
    memoryLimitMb,
  });
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
  const ask = async (order: PreparationOrder | ValidationDataOrder, pointer?: string): Promise<PreparedPdf> => {
    const message: WorkerOrder =
      'reservedBytes' in order ? { kind: 'prepare', order } : { kind: 'validationData', order };
    const answer = await limit.run(() => worker.ask(message, limitMs), findContext()?.signal);
    if (answer === 'late' || answer === 'swollen') {
      const detail = 'takes too long or too much memory to read; save it anew with a PDF program';
      throw documentInvalid(detail, { pointer });
    }
    if ('fault' in answer) throw answer.fault;
    if ('invalid' in answer) throw documentInvalid(answer.invalid.detail, { place: answer.invalid.place, pointer });
    return answer.pdf;
  };
  return {
    prepare: ({ pointer, ...order }) => ask(order, pointer),
    addValidationData: async (order) => (await ask(order)).bytes,
    close: () => worker.close(),
  };
}
