import type { Clients } from '../clients.ts';
import type { DocumentDependencies } from '../document/upload.ts';
import type { PdfPreparation } from '../format/preparation.ts';

/** What preparing and making signatures needs. */
export interface SignatureDependencies extends DocumentDependencies {
  clients: Clients;
  pdfs: PdfPreparation;
  /** Pauses in ms before a time-stamp or validation data are asked for again. */
  retryAfterMs: readonly number[];
}

/** A minute in all: a signature whose time-stamp cannot be had is not handed out. */
export const usualRetries: readonly number[] = [500, 1_500, 3_000, 5_000, 10_000, 15_000, 20_000];
