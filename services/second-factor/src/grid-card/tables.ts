import type { ColumnType, Generated } from 'kysely';
import type { GridAlphabet, GridMode } from './geometry.ts';

interface GeometryColumns {
  mode: GridMode;
  rows: number;
  columns: number;
  cells: number;
  alphabet: GridAlphabet;
}

/** A challenge of a card in mode once, before it has a row of its own. */
export interface StoredChallenge {
  cells: string[];
  /** Slow hash of its answer. */
  hash: string;
}

interface GridCardBatchTable extends GeometryColumns {
  id: string;
  label: string;
  state: 'printing' | 'ready' | 'void';
  /** Number of cards ordered. */
  count: number;
  /** Number of cards made so far. */
  made: Generated<number>;
  /** Of the print shop, DER. */
  printerCertificate: Buffer;
  /** Its subject. */
  printer: string;
  /** CMS EnvelopedData; null until it is ready, and once the batch is void. */
  printFile: Buffer | null;
  printFileSha256: Buffer | null;
  cardsExpireAt: Date;
  createdBy: string;
  createdAt: Date;
}

interface GridCardTable extends GeometryColumns {
  serial: string;
  /** Null for an eGrid. */
  batchId: string | null;
  state: 'unassigned' | 'assigned' | 'void';
  authenticatorId: string | null;
  /** Sealed; null in mode once as soon as the card is drawn, and once it is dead. */
  cardKey: Buffer | null;
  /** How often each cell was asked for, in mode reuse. */
  uses: number[] | null;
  /** In mode once until the card is assigned; JSON text when it is written. */
  answers: ColumnType<StoredChallenge[] | null, string | null | undefined, string | null>;
  /** Of an eGrid: sealed; null once it was downloaded. */
  password: Buffer | null;
  /** Of an eGrid. */
  language: string | null;
  /** Of an eGrid. */
  downloadedAt: Date | null;
  /** When its owner was told that it runs out. */
  noticedAt: Date | null;
  createdAt: Date;
  expiresAt: Date;
}

/** The tables of grid cards. */
export interface GridCardTables {
  gridCardBatches: GridCardBatchTable;
  gridCards: GridCardTable;
}
