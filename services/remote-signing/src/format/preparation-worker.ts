import { parentPort } from 'node:worker_threads';
import { DomainError } from '@countersign/errors';
import { type PreparationOrder, preparePdf } from './pdf-preparation.ts';
import type { PreparedPdf } from './signed-pdf.ts';

/** What the worker answers: the prepared PDF, what is wrong with the document, or a fault of the code. */
export type PreparationAnswer = { prepared: PreparedPdf } | { invalid: string } | { fault: unknown };

parentPort?.on('message', (order: PreparationOrder) => {
  // Bytes arrive as plain Uint8Array.
  preparePdf({ ...order, content: Buffer.from(order.content.buffer) }).then(
    (prepared) => answer({ prepared }),
    (error: unknown) => {
      const detail = error instanceof DomainError ? error.fields[0]?.detail : undefined;
      answer(detail === undefined ? { fault: error } : { invalid: detail });
    },
  );
});

function answer(message: PreparationAnswer): void {
  // The rule is about windows.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(message);
}
