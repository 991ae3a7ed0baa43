/** What a licence can be used for. */
export const purposes = ['tls', 'document_signing', 'code_signing', 'secure_mail'] as const;

/** Where a licence stands. */
export type LicenceState = 'available' | 'reserved' | 'in_use';

/** How a licence moves: each move is one entry of the ledger. */
export type MoveKind = 'grant' | 'reserve' | 'consume' | 'release';

/** One licence. */
export interface Licence {
  id: string;
  productCode: string;
  purpose: string;
  state: LicenceState;
  validUntil: Date;
  extraDomains: readonly string[];
  /** Reference of the certificate that uses it; null otherwise. */
  usedBy: string | null;
}

/** Counters of one product. */
export interface InventoryCounter {
  productCode: string;
  purpose: string;
  /** All licences, also those whose term has ended unused. */
  total: number;
  /** Free ones whose term has not ended. */
  available: number;
  reserved: number;
  inUse: number;
}

/** A reservation as its caller names it; another account's is unknown. */
export interface ReservationKey {
  accountId: string;
  reservationId: string;
}
