import { invalidField, unavailable } from '@countersign/errors';
import { findContext } from '@countersign/grpc';
import { createWorkerProcess, createWorkLimit } from '@countersign/runtime';
import type { ValidationOrder } from './document-validation.ts';
import type { SignatureReport } from './report.ts';
import type { ValidationAnswer } from './validation-worker.ts';

/** Validates documents in a process of its own. */
export interface DocumentValidation {
  /**
   * The reports on the signatures of a document, one at least. Throws `NOT_SIGNED` for a document without any,
   * `DOCUMENT_INVALID` for one that cannot be looked at or takes too long or too much memory, `DOCUMENTS_BUSY` when too many
   * wait, and `DEADLINE_EXCEEDED` when nobody waits for it any more.
   */
  validate(order: ValidationOrder): Promise<SignatureReport[]>;
  close(): Promise<void>;
}

/** Of the process's heap. The bytes of documents lie outside it. */
const memoryLimitMb = 512;

/**
 * Starts the process. Documents come from outside and may be made to be slow: reading one must neither hold up other calls
 * nor go on for ever. Few wait, because each holds its bytes in memory.
 */
export function startDocumentValidation({ limitMs = 8_000, waitingAtMost = 8 } = {}): DocumentValidation {
  const worker = createWorkerProcess<ValidationOrder, ValidationAnswer>({
    script: new URL('./validation-worker.ts', import.meta.url),
    memoryLimitMb,
  });
  const limit = createWorkLimit({
    atOnce: 1,
    waitingAtMost,
    waitMs: limitMs * (waitingAtMost + 1),
    busy: () =>
      unavailable('DOCUMENTS_BUSY', 'too many documents wait to be read; try again shortly', {
        retryAfterSeconds: Math.ceil(limitMs / 1000),
      }),
  });
  return {
    validate: async (order) => {
      const answer = await limit.run(() => worker.ask(order, limitMs), findContext()?.signal);
      if (answer === 'late' || answer === 'swollen') throw refused('takes too long or too much memory to read');
      if ('fault' in answer) throw answer.fault;
      const { result } = answer;
      if ('reports' in result) return result.reports;
      if ('invalid' in result) throw refused(result.invalid);
      throw invalidField('NOT_SIGNED', '/documentId', 'is neither a PDF with a signature nor a CMS signature');
    },
    close: () => worker.close(),
  };
}

function refused(detail: string) {
  return invalidField('DOCUMENT_INVALID', '/documentId', detail);
}
