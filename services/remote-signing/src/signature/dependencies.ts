import { unavailable } from '@countersign/errors';
import { createWorkLimit, type WorkLimit } from '@countersign/runtime';
import type { Clients } from '../clients.ts';
import type { DocumentDependencies } from '../document/upload.ts';
import type { PdfPreparation } from '../format/preparation.ts';

/** What preparing and making signatures needs. */
export interface SignatureDependencies extends DocumentDependencies {
  clients: Clients;
  pdfs: PdfPreparation;
  /** Bounds the documents that lie in memory as a whole. */
  documentWork: WorkLimit;
  /** Pauses in ms before a time-stamp or validation data are asked for again; the first five of them for the signer, too. */
  retryAfterMs: readonly number[];
}

/** A minute in all: a signature whose time-stamp cannot be had is not handed out. */
export const usualRetries: readonly number[] = [500, 1_500, 3_000, 5_000, 10_000, 15_000, 20_000];

/** Lets four documents lie in memory at a time: one of 50 MiB takes four times as much while it is signed. */
export function createDocumentWork(): WorkLimit {
  return createWorkLimit({
    atOnce: 4,
    waitingAtMost: 1_000,
    waitMs: 60_000,
    busy: () =>
      unavailable('DOCUMENTS_BUSY', 'too many documents wait to be read; try again shortly', { retryAfterSeconds: 5 }),
  });
}
