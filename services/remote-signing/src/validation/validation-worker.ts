import type { ScriptFault } from '../document/document-process.ts';
import { type ValidationOrder, validateDocument } from './document-validation.ts';
import type { DocumentResult } from './pdf-validation.ts';

process.on('message', (order: ValidationOrder) => {
  validateDocument(order).then(answer, (fault: unknown) => answer({ fault }));
});

function answer(message: DocumentResult | ScriptFault): void {
  process.send?.(message);
}
