import { DomainError } from '@countersign/errors';
import type { ScriptFault } from '../document/document-process.ts';
import { type PreparationOrder, preparePdf } from './pdf-preparation.ts';
import type { PreparedPdf } from './signed-pdf.ts';
import { addValidationData, type ValidationDataOrder } from './validation-data.ts';

/** What the worker is asked. */
export type WorkerOrder =
  | { kind: 'prepare'; order: PreparationOrder }
  | { kind: 'validationData'; order: ValidationDataOrder };

/** What the worker answers: the PDF, or what is wrong with the document. */
export type WorkerAnswer = { pdf: PreparedPdf } | { invalid: { place: string; detail: string } };

process.on('message', (message: WorkerOrder) => {
  work(message).then(
    (pdf) => answer({ pdf }),
    (error: unknown) => {
      const [field] = error instanceof DomainError ? error.fields : [];
      answer(
        field === undefined
          ? { fault: error }
          : { invalid: { place: field.pointer.replace('/document', ''), detail: field.detail } },
      );
    },
  );
});

async function work(message: WorkerOrder): Promise<PreparedPdf> {
  if (message.kind === 'prepare') return await preparePdf(message.order);
  const { contentsStart, contentsEnd } = message.order;
  return { bytes: await addValidationData(message.order), contentsStart, contentsEnd };
}

function answer(message: WorkerAnswer | ScriptFault): void {
  process.send?.(message);
}
