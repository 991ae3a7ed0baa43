import { type ValidationOrder, validateDocument } from './document-validation.ts';
import type { DocumentResult } from './pdf-validation.ts';

/** What the worker answers: what came of the document, or a fault of the code. */
export type ValidationAnswer = { result: DocumentResult } | { fault: unknown };

process.on('message', (order: ValidationOrder) => {
  validateDocument(order).then(
    (result) => answer({ result }),
    (fault: unknown) => answer({ fault }),
  );
});

function answer(message: ValidationAnswer): void {
  process.send?.(message);
}
