import { parentPort } from 'node:worker_threads';
import { DomainError } from '@countersign/errors';
import { type PreparationOrder, preparePdf } from './pdf-preparation.ts';
import type { PreparedPdf } from './signed-pdf.ts';
import { addValidationData, type ValidationDataOrder } from './validation-data.ts';

/** What the worker is asked. Its content moves into the thread. */
export type WorkerOrder =
  | { kind: 'prepare'; order: PreparationOrder }
  | { kind: 'validationData'; order: ValidationDataOrder };

/** What the worker answers: the PDF, what is wrong with the document, or a fault of the code. */
export type WorkerAnswer = { pdf: PreparedPdf } | { invalid: { place: string; detail: string } } | { fault: unknown };

parentPort?.on('message', (message: WorkerOrder) => {
  work(message).then(
    (pdf) => answer({ pdf }, [pdf.bytes.buffer]),
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
  if (message.kind === 'prepare') {
    const { order } = message;
    return await preparePdf({ ...order, content: toBuffer(order.content) });
  }
  const { order } = message;
  const bytes = await addValidationData({
    ...order,
    content: toBuffer(order.content),
    certificates: order.certificates.map(toBuffer),
    ocsps: order.ocsps.map(toBuffer),
    crls: order.crls.map(toBuffer),
  });
  return { bytes, contentsStart: order.contentsStart, contentsEnd: order.contentsEnd };
}

/** Bytes arrive as plain Uint8Array. */
function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function answer(message: WorkerAnswer, transferred: readonly ArrayBufferLike[] = []): void {
  const moved = transferred.filter((buffer) => buffer instanceof ArrayBuffer);
  parentPort?.postMessage(message, moved);
}
