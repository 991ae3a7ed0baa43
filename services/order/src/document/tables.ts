import type { Json } from '../json.ts';
import type { DocumentContent, DocumentKind } from './document.ts';

/** Tables of invoices, receipts and credit notes. */
export interface DocumentTables {
  documents: {
    id: string;
    orderId: string;
    kind: DocumentKind;
    /** UTC year and the running number in it. */
    year: number;
    running: number;
    number: string;
    /** Refund that a credit note is about; null for the other kinds. */
    refundId: string | null;
    totalMinor: bigint;
    currency: string;
    exponent: number;
    content: Json<DocumentContent>;
    issuedAt: Date;
  };
  documentCounters: { kind: DocumentKind; year: number; last: number };
  /** The seller's data over time; the latest row holds. */
  sellers: { fingerprint: string; name: string; address: Json<string[]>; taxId: string; registeredAt: Date };
}
