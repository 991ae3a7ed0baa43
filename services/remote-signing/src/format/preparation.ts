import { type DocumentProcessOptions, startDocumentProcess } from '../document/document-process.ts';
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

/** Starts the process that prepares documents. */
export function startPdfPreparation({
  waitingAtMost = 32,
  ...limits
}: Partial<DocumentProcessOptions> = {}): PdfPreparation {
  const script = new URL('./preparation-worker.ts', import.meta.url);
  const worker = startDocumentProcess<WorkerOrder, WorkerAnswer>(script, { waitingAtMost, ...limits });
  const ask = async (order: PreparationOrder | ValidationDataOrder, pointer?: string): Promise<PreparedPdf> => {
    const answer = await worker.ask(
      'reservedBytes' in order ? { kind: 'prepare', order } : { kind: 'validationData', order },
    );
    if (answer === undefined) {
      const detail = 'takes too long or too much memory to read; save it anew with a PDF program';
      throw documentInvalid(detail, { pointer });
    }
    if ('invalid' in answer) throw documentInvalid(answer.invalid.detail, { place: answer.invalid.place, pointer });
    return answer.pdf;
  };
  return {
    prepare: ({ pointer, ...order }) => ask(order, pointer),
    addValidationData: async (order) => (await ask(order)).bytes,
    close: () => worker.close(),
  };
}
