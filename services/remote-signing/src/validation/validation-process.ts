import { invalidField } from '@countersign/errors';
import { type DocumentProcessOptions, startDocumentProcess } from '../document/document-process.ts';
import type { ValidationOrder } from './document-validation.ts';
import type { DocumentResult } from './pdf-validation.ts';
import type { SignatureReport } from './report.ts';

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

/** Starts the process that validates documents. */
export function startDocumentValidation({
  waitingAtMost = 8,
  ...limits
}: Partial<DocumentProcessOptions> = {}): DocumentValidation {
  const script = new URL('./validation-worker.ts', import.meta.url);
  const worker = startDocumentProcess<ValidationOrder, DocumentResult>(script, { waitingAtMost, ...limits });
  return {
    validate: async (order) => {
      const result = await worker.ask(order);
      if (result === undefined) throw refused('takes too long or too much memory to read');
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
