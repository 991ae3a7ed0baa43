import type { Generated } from 'kysely';
import type { LicenceState, MoveKind, Place } from './licence.ts';

/** Tables of the inventory. */
export interface InventoryTables {
  licences: {
    id: string;
    accountId: string;
    orderId: string | null;
    orderLineId: string;
    seq: number;
    subscriptionId: string | null;
    productCode: string;
    productVersionId: string | null;
    purpose: string;
    extraDomains: string[];
    namesExtra: Generated<number>;
    validUntil: Date;
    state: LicenceState;
    /** Reservation that holds or used it; null for a free one. */
    reservationId: string | null;
    usedBy: string | null;
    /** Whether its subscription is suspended. */
    onHold: Generated<boolean>;
    /** Refund that takes it back. */
    withdrawnBy: string | null;
    withdrawnAt: Date | null;
    createdAt: Date;
  };
  /** The ledger: an entry moves a licence from one place of an account to another, and begins where the last one ended. */
  inventoryEntries: {
    seq: Generated<bigint>;
    accountId: string;
    licenceId: string;
    kind: MoveKind;
    fromPlace: Place;
    toPlace: Place;
    /** For reserve, consume and release. */
    reservationId: string | null;
    /** What it was done for. */
    reference: string | null;
    at: Date;
  };
  /** Order lines that were paid back, also before their licences were granted. */
  refundedLines: {
    orderLineId: string;
    orderId: string;
    refundId: string;
    refundedAt: Date;
  };
}
