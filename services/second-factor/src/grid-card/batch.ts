import { conflict, invalidField, notFound } from '@countersign/errors';
import { enumValue } from '@countersign/grpc';
import type { GridCardBatch as GridCardBatchMessage } from '@countersign/proto/second-factor';
import type { Geometry } from './geometry.ts';

const mostCards = 1000;

/** A batch of cards, without its print file. */
export interface GridCardBatch {
  id: string;
  label: string;
  state: 'printing' | 'ready' | 'void';
  /** Number of cards ordered, made so far, and assigned so far. */
  count: number;
  made: number;
  assigned: number;
  /** Subject of the certificate of the print shop. */
  printer: string;
  printFileSha256: Buffer | null;
  createdAt: Date;
}

/** A batch as the job needs it that makes its cards. */
export interface PrintingBatch {
  id: string;
  count: number;
  made: number;
  geometry: Geometry;
  printerCertificate: Buffer;
  cardsExpireAt: Date;
}

/** The number of cards of a batch. Throws `CARD_COUNT_INVALID`. */
export function requireCount(count: number): number {
  if (count < 1 || count > mostCards) {
    throw invalidField('CARD_COUNT_INVALID', '/count', `must be 1 to ${mostCards}`);
  }
  return count;
}

/** There is no such batch. */
export function unknownBatch() {
  return notFound('GRID_CARD_BATCH_NOT_FOUND', 'no such batch');
}

/** The print file of the batch is not made yet, or gone because the batch is void. */
export function batchNotReady() {
  return conflict('GRID_CARD_BATCH_NOT_READY', 'this batch has no print file');
}

/** The batch as the contract shows it. */
export function toBatchMessage({ printFileSha256, ...batch }: GridCardBatch): GridCardBatchMessage {
  return {
    ...batch,
    state: enumValue('GRID_CARD_BATCH_STATE', batch.state),
    printFileSha256: printFileSha256?.toString('hex') ?? '',
  };
}
